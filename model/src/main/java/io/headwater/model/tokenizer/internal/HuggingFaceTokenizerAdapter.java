package io.headwater.model.tokenizer.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import io.headwater.model.tokenizer.TextTokens;
import io.headwater.model.tokenizer.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Hugging Face's own tokenizer behind {@link Tokenizer}.
 *
 * <p>Text that spells a special token becomes ordinary tokens, so that no text can end or steer a
 * generation.
 */
public final class HuggingFaceTokenizerAdapter implements Tokenizer {
  /** Characters to encode first, for each token asked for; a token has about four characters. */
  private static final int CHARACTERS_A_TOKEN = 8;

  /**
   * Characters above which texts are encoded one at a time: where nothing tells where it may be
   * cut, a text is encoded whole, and takes more than a hundred bytes a token meanwhile.
   */
  private static final int LONG = 1 << 16;

  private final byte[] json;
  private final TokenizerJson contents;
  private final Set<Integer> specialIds;
  private final HuggingFaceTokenizer tokenizer;
  private final Object longTexts = new Object();

  private HuggingFaceTokenizerAdapter(
      byte[] json, TokenizerJson contents, HuggingFaceTokenizer tokenizer) {
    this.json = json;
    this.contents = contents;
    Collection<Integer> ids = contents.special().values();
    this.specialIds = Set.copyOf(ids);
    this.tokenizer = tokenizer;
  }

  /**
   * Loads a tokenizer.
   *
   * @param json bytes of a Hugging Face {@code tokenizer.json}
   * @throws IllegalArgumentException if the bytes are not such a file
   */
  public static HuggingFaceTokenizerAdapter load(byte[] json) {
    TokenizerJson contents = TokenizerJson.parse(json);
    // Otherwise the library cuts every text at 512 tokens.
    Map<String, String> options =
        Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
    HuggingFaceTokenizer tokenizer;
    try {
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(contents.encoder().getBytes(UTF_8)), options);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "tokenizer.json cannot be understood: " + e.getMessage(), e);
    }
    return new HuggingFaceTokenizerAdapter(json.clone(), contents, tokenizer);
  }

  @Override
  public int vocabularySize() {
    return contents.vocabularySize();
  }

  @Override
  public int[] encode(String text, int limit) {
    int[] ids = ids(encoding(text, limit));
    return ids.length > limit ? Arrays.copyOf(ids, limit) : ids;
  }

  @Override
  public TextTokens tokens(String text, int limit) {
    Encoding encoding = encoding(text, limit);
    CharSpan[] spans = encoding.getCharTokenSpans();
    return new TextTokens(
            ids(encoding),
            Arrays.stream(spans).mapToInt(CharSpan::getStart).toArray(),
            Arrays.stream(spans).mapToInt(CharSpan::getEnd).toArray())
        .first(limit);
  }

  /** Encodes enough of a text that what is left out comes after its first {@code limit} tokens. */
  private Encoding encoding(String text, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + " but must be at least 1");
    }
    long length = (long) limit * CHARACTERS_A_TOKEN;
    while (length < text.length()) {
      OptionalInt cut = TextPrefix.cutAfter(text, (int) length);
      if (cut.isEmpty()) {
        break;
      }
      Encoding encoding = encodeAll(text.substring(0, cut.getAsInt()));
      if (encoding.getIds().length >= limit) {
        return encoding;
      }
      length = 4L * cut.getAsInt();
    }
    return encodeAll(text);
  }

  private Encoding encodeAll(String text) {
    if (text.length() <= LONG) {
      return encodeNow(text);
    }
    synchronized (longTexts) {
      return encodeNow(text);
    }
  }

  private Encoding encodeNow(String text) {
    return tokenizer.encode(TextPrefix.wellFormed(text), false, false);
  }

  private static int[] ids(Encoding encoding) {
    return LongStream.of(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
  }

  @Override
  public String decode(int[] ids) {
    long[] plain =
        Arrays.stream(ids).filter(id -> !specialIds.contains(id)).asLongStream().toArray();
    return plain.length == 0 ? "" : tokenizer.decode(plain, false);
  }

  @Override
  public int idOf(String token) {
    Integer id = contents.special().get(token);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary has no special token " + token);
    }
    return id;
  }

  @Override
  public byte[] json() {
    return json.clone();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
