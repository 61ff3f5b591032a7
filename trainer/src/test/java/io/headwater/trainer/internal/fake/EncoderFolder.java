package io.headwater.trainer.internal.fake;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The small encoder of {@link Samples}, with two layers, as a folder that a model starts from. */
public final class EncoderFolder {
  private static final String SPECIAL =
      """
      {"id": %d, "content": "%s", "single_word": false, "lstrip": false, "rstrip": false,
       "normalized": false, "special": true}""";

  private EncoderFolder() {}

  /** Writes the folder and returns it. */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    ModelConfig shape = Samples.encoder().withLayers(2);
    try (Learner learner =
            Learners.create(
                ComputeSettings.on(Device.cpu()), shape, OptimizerSettings.AdamW.DEFAULT, 3);
        ModelSnapshot snapshot = learner.snapshot()) {
      CheckpointFolder.write(folder, shape, tokenizer().getBytes(StandardCharsets.UTF_8), snapshot);
    }
    return folder;
  }

  /** Returns a WordPiece of the letters. */
  private static String tokenizer() {
    String letters =
        IntStream.rangeClosed('a', 'z')
            .mapToObj(c -> ", \"%c\": %d, \"##%c\": %d".formatted(c, 4 + c - 'a', c, 30 + c - 'a'))
            .collect(Collectors.joining());
    return """
        {"version": "1.0", "truncation": null, "padding": null,
         "added_tokens": [%s, %s, %s, %s],
         "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                        "strip_accents": null, "lowercase": true},
         "pre_tokenizer": {"type": "BertPreTokenizer"},
         "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 1], "cls": ["[CLS]", 2]},
         "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                   "max_input_chars_per_word": 100,
                   "vocab": {"[PAD]": 0, "[SEP]": 1, "[CLS]": 2, "[UNK]": 3%s}}}
        """
        .formatted(
            SPECIAL.formatted(0, "[PAD]"),
            SPECIAL.formatted(1, "[SEP]"),
            SPECIAL.formatted(2, "[CLS]"),
            SPECIAL.formatted(3, "[UNK]"),
            letters);
  }
}
