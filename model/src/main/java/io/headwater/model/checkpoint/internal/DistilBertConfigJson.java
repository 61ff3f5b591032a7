package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TrunkFamily;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.util.Optional;

/**
 * The keys of a DistilBertConfig. Positions that were made of sines are stored as any others, and
 * here they are learned too.
 */
final class DistilBertConfigJson {
  private static final String ACTIVATION = "activation";
  private static final String HEADS = "n_heads";
  private static final String WIDTH = "dim";

  /** The epsilon of every DistilBERT, which no key gives. */
  private static final double EPSILON = 1e-12;

  private DistilBertConfigJson() {}

  static void write(ObjectNode json, ModelConfig config) {
    json.put(ACTIVATION, ActivationJson.name(config.activation()));
    json.putArray("architectures").add(config.family().architecture());
    json.put("attention_dropout", 0.0);
    json.put(WIDTH, config.hiddenSize());
    json.put("dropout", 0.0);
    json.put(ConfigJson.END, config.endToken());
    json.put(ConfigJson.MULTIPLIER, config.embeddingMultiplier());
    PoolingJson.write(json, config.pooling());
    json.put("hidden_dim", config.intermediateSize());
    json.put("initializer_range", 0.02);
    json.put(ConfigJson.POSITIONS, config.maxPositions());
    json.put("model_type", config.family().modelType());
    json.put(HEADS, config.heads());
    json.put("n_layers", config.layers());
    json.put(ConfigJson.PAD, config.padToken());
    json.put("qa_dropout", 0.0);
    json.put("seq_classif_dropout", 0.0);
    json.put("sinusoidal_pos_embds", false);
    json.put("torch_dtype", "float32");
    json.put("vocab_size", config.vocabularySize());
  }

  static ModelConfig read(ConfigFields json, int pad, int end) throws CorruptCheckpointException {
    int heads = json.integer(HEADS);
    return new ModelConfig(
        json.integer("vocab_size"),
        json.integer(WIDTH),
        json.integer("hidden_dim"),
        json.integer("n_layers"),
        heads,
        heads,
        json.headSize(WIDTH, HEADS),
        json.integer(ConfigJson.POSITIONS),
        Optional.empty(),
        EPSILON,
        true,
        json.integer(ConfigJson.MULTIPLIER, 1),
        pad,
        end,
        TrunkFamily.DISTILBERT,
        AttentionBias.ALL,
        ActivationJson.read(json, ACTIVATION, Activation.GELU),
        0,
        PoolingJson.read(json).orElse(Pooling.MEAN));
  }
}
