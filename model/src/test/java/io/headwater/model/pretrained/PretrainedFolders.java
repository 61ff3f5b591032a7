package io.headwater.model.pretrained;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Small folders of every family.
 *
 * <p>They were made with transformers 5.23.0, tokenizers 0.23.3 and torch 2.15.0 on a CPU: width
 * 16, two layers, four heads, two of keys and values, {@code torch.manual_seed(5)}, every parameter
 * drawn from a normal of deviation 0.2 (plus 1 for norms), saved by {@code save_pretrained}: <br>
 * llama-untied-bf16-sharded in two files of BF16; <br>
 * llama-tied-rope3 in F32 with heads of 6 and rotary positions of type llama3; <br>
 * llama-biased-linear in F16 with biases on the whole attention and linear rotary positions; <br>
 * mistral in BF16 with heads of 6 and a window of 24 of 64 positions; <br>
 * qwen2 in F16 with 112 rows for 42 tokens; <br>
 * qwen3 in BF16 with heads of 6, made like the encoders below: its file also holds states, and
 * gradients of a label's loss at the last token plus its mean over all tokens; <br>
 * gpt2 in F32, made likewise, with four heads, the usual feed-forward width, and the names of a
 * folder without the language model's prefix. <br>
 * The tokenizer is a byte-level BPE of 40 tokens, then {@code <s>} and {@code </s>}. In {@code
 * expected.safetensors} are two random token sequences, of 1 and 20, and the logits the model gives
 * each of them when it is loaded in fp32.
 *
 * <p>The encoders were made the same way, with transformers 5.24.0: <br>
 * bert is a BertModel without pooler in F32, with GELU and the files of a first-token pooling; <br>
 * bert-headed is a BertForSequenceClassification in F16, with gelu_new, and its names. <br>
 * Their tokenizer is a WordPiece of 70 tokens with truncation and padding switched on. In {@code
 * expected.safetensors} are three single inputs and a pair, their states in fp32, and the loss of
 * labels under a linear layer on the pooled states of unit root mean square, with all gradients.
 * <br>
 * roberta is a RobertaForSequenceClassification in F32, with its names, 34 rows of positions and
 * the byte-level BPE between {@code <s>}, {@code <pad>}, {@code </s>}, {@code <unk>} and {@code
 * <mask>}; <br>
 * xlm-roberta is an XLMRobertaModel in F16, with its pooler and the files of a first-token pooling;
 * its tokenizer is a Unigram of 56 pieces behind an NFKC normalizer, with truncation on; <br>
 * distilbert is a DistilBertForMaskedLM in F32, with its names and the WordPiece.
 */
public final class PretrainedFolders {
  private PretrainedFolders() {}

  /** Returns a folder among the test's resources. */
  public static Path path(String name) {
    try {
      return Path.of(PretrainedFolders.class.getResource(name + "/config.json").toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Copies a folder, to be changed. */
  public static Path copy(String name, Path to) {
    try (Stream<Path> files = Files.list(path(name))) {
      Files.createDirectories(to);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
