package io.headwater.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.Pooling;
import io.headwater.model.TrunkFamily;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.serving.InputText;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders of RoBERTa and XLM-R, and how their inputs are framed; {@link FamilyFolderTest} compares
 * what they compute. Ids are those that Python's {@code tokenizers} gives.
 */
class RobertaFolderTest {
  private static final int START = 0;
  private static final int END = 2;

  @TempDir Path root;

  @Test
  void shouldCountPositionsFromBehindThePaddingToken() throws IOException {
    try (PretrainedFolder folder = open("roberta")) {
      ModelConfig config = folder.config();
      assertThat(config.family()).isEqualTo(TrunkFamily.ROBERTA);
      assertThat(config.padToken()).isEqualTo(1);
      assertThat(config.endToken()).isEqualTo(END);
      assertThat(config.tokenTypes()).isEqualTo(1);
      assertThat(config.firstPosition()).isEqualTo(2);
      assertThat(config.maxPositions()).isEqualTo(32);
      assertThat(folder.remarks())
          .singleElement()
          .asString()
          .startsWith("its own head is not taken: ")
          .contains("classifier.dense.weight");
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        assertThat(folder.read("embeddings.position_embeddings.weight", manager).getShape())
            .isEqualTo(new Shape(34, 16));
      }
    }
  }

  @Test
  void shouldTakePoolingAndFamilyFromTheFolder() throws IOException {
    try (PretrainedFolder folder = open("xlm-roberta")) {
      assertThat(folder.config().family()).isEqualTo(TrunkFamily.XLM_ROBERTA);
      assertThat(folder.config().pooling()).isEqualTo(Pooling.FIRST);
      assertThat(folder.remarks()).singleElement().asString().contains("pooler.dense.weight");
    }
  }

  @Test
  void shouldFrameTextsOfAByteLevelVocabulary() throws IOException {
    try (PretrainedFolder folder = open("roberta");
        Tokenizer tokenizer = Tokenizers.load(folder.tokenizerJson())) {
      InputText inputs = InputText.of(folder.config(), tokenizer);
      assertThat(inputs.encode("the number of texts", Optional.empty(), 99))
          .containsExactly(START, 29, 41, 39, 42, 20, END);
      assertThat(inputs.encode("the number", Optional.of("text of an"), 99))
          .containsExactly(START, 29, 41, END, END, 21, 32, 21, 39, 37, END);
      assertThat(inputs.encode("the number of texts", Optional.of("text of an"), 8))
          .containsExactly(START, 29, 41, END, END, 21, 32, END);
      // Of </s>, a byte-level vocabulary without < and / has the letter alone.
      assertThat(inputs.encode("the </s> topic", Optional.empty(), 99))
          .containsExactly(START, 29, 25, 20, 28, 17, 18, 14, 9, END);
    }
  }

  @Test
  void shouldFrameTextsOfAUnigramVocabulary() throws IOException {
    try (PretrainedFolder folder = open("xlm-roberta");
        Tokenizer tokenizer = Tokenizers.load(folder.tokenizerJson())) {
      InputText inputs = InputText.of(folder.config(), tokenizer);
      assertThat(inputs.encode("\uFB01ne Caf\u00E9  end", Optional.empty(), 99))
          .containsExactly(START, 4, 22, 25, 30, 21, 4, 3, 17, 22, 13, 10, END);
      assertThat(inputs.encode("the topic", Optional.of("records ending"), 99))
          .containsExactly(START, 5, 6, END, END, 7, 35, 10, 11, END);
      assertThat(tokenizer.decode(tokenizer.encode("the topic of records", 99)))
          .isEqualTo("the topic of records");
      // No text spells a special token, though the vocabulary holds it as a piece.
      assertThat(inputs.encode("the </s> <mask>", Optional.empty(), 99))
          .startsWith(START, 5)
          .endsWith(END)
          .satisfies(ids -> assertThat(ids).containsOnlyOnce(END).doesNotContain(55));
      assertThat(tokenizer.idOf("<mask>")).isEqualTo(tokenizer.vocabularySize() - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"roberta", "xlm-roberta"})
  void shouldNameItsTokensAsTransformersAsksForThem(String name) throws IOException {
    Path exported = Files.createDirectories(root.resolve(name));
    try (PretrainedFolder folder = open(name);
        Learner learner =
            Learners.start(
                ComputeSettings.on(Device.cpu()),
                folder.config(),
                OptimizerSettings.AdamW.DEFAULT,
                folder);
        ModelSnapshot snapshot = learner.snapshot()) {
      CheckpointFolder.write(exported, folder.config(), folder.tokenizerJson(), snapshot);
    }
    assertThat(exported.resolve("tokenizer_config.json"))
        .content()
        .contains("\"cls_token\": \"<s>\"", "\"sep_token\": \"</s>\"", "\"pad_token\": \"<pad>\"")
        .contains("\"mask_token\": \"<mask>\"", "\"unk_token\": \"<unk>\"")
        .contains("\"model_max_length\": 32")
        .doesNotContain("token_type_ids");
    assertThat(exported.resolve("config.json"))
        .content()
        .contains("\"model_type\": \"" + name + "\"", "\"max_position_embeddings\": 34")
        .contains("\"pad_token_id\": 1", "\"type_vocab_size\": 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"pad_token_id\": 1 | \"pad_token_id\": 5 | tokenizer.json has no special token [PAD]"
            + " and config.json names 5, which is none",
        "\"max_position_embeddings\": 34 | \"max_position_embeddings\": 35 |"
            + " model.safetensors: embeddings.position_embeddings.weight has the shape (34, 16) but"
            + " config.json asks for (35, 16)",
        "\"max_position_embeddings\": 34 | \"max_position_embeddings\": 2 | config.json:"
            + " max_position_embeddings is 2 but must be more than 2",
        "\"pad_token_id\": 1 | \"position_embedding_type\": \"relative_key_query\" | config.json:"
            + " position_embedding_type is \"relative_key_query\" but must be \"absolute\"",
        "\"model_type\": \"roberta\" | \"model_type\": \"camembert\" | config.json: model_type is"
            + " \"camembert\" but must be",
        "\"model_type\": \"roberta\" | \"model_type\": \"bert\" | tokenizer.json has a"
            + " post-processor that cannot be used: the first text of a pair must end with one"
            + " token that does not stand before it",
      })
  void shouldSayWhatTheFolderCannotBe(String found, String replaced, String message)
      throws IOException {
    Path folder = PretrainedFolders.copy("roberta", root.resolve("copy"));
    Path config = folder.resolve("config.json");
    assertThat(Files.readString(config)).contains(found);
    Files.writeString(config, Files.readString(config).replace(found, replaced));
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> PretrainedFolder.open(folder, 1))
        .withMessageStartingWith(message);
  }

  @Test
  void shouldRefuseAUnigramVocabularyWithoutAnUnknownToken() throws IOException {
    Path folder = PretrainedFolders.copy("xlm-roberta", root.resolve("copy"));
    Path tokenizer = folder.resolve("tokenizer.json");
    Files.writeString(
        tokenizer, Files.readString(tokenizer).replace("\"unk_id\": 3", "\"unk_id\": null"));
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> PretrainedFolder.open(folder, 1))
        .withMessage(
            "tokenizer.json has no model.unk_id but must have one: texts hold characters it lacks");
  }

  private static PretrainedFolder open(String name) throws IOException {
    return PretrainedFolder.open(PretrainedFolders.path(name), 1);
  }
}
