package io.headwater.model.internal.network;

import io.headwater.model.TrunkFamily;
import io.headwater.model.internal.layout.TrunkArrays.LayerParameter;
import io.headwater.model.internal.layout.TrunkArrays.TrunkParameter;
import java.util.regex.Pattern;

/** The names that {@code transformers} gives the parameters of a family's trunks. */
public enum TrunkNames {
  /** Llama and the families that share its names. */
  LLAMA("model.layers.") {
    @Override
    public String of(TrunkParameter parameter) {
      return switch (parameter) {
        case EMBEDDING -> "model.embed_tokens.weight";
        case FINAL_NORM -> "model.norm.weight";
        case OUTPUT -> "lm_head.weight";
        case POSITION_EMBEDDING,
            TYPE_EMBEDDING,
            EMBEDDING_NORM,
            EMBEDDING_NORM_BIAS,
            FINAL_NORM_BIAS ->
            throw nameless(parameter);
      };
    }

    @Override
    String within(LayerParameter parameter) {
      return switch (parameter) {
        case ATTENTION_NORM -> "input_layernorm.weight";
        case QUERY -> "self_attn.q_proj.weight";
        case KEY -> "self_attn.k_proj.weight";
        case VALUE -> "self_attn.v_proj.weight";
        case OUTPUT -> "self_attn.o_proj.weight";
        case QUERY_NORM -> "self_attn.q_norm.weight";
        case KEY_NORM -> "self_attn.k_norm.weight";
        case FEED_FORWARD_NORM -> "post_attention_layernorm.weight";
        case GATE -> "mlp.gate_proj.weight";
        case UP -> "mlp.up_proj.weight";
        case DOWN -> "mlp.down_proj.weight";
        case QUERY_BIAS -> "self_attn.q_proj.bias";
        case KEY_BIAS -> "self_attn.k_proj.bias";
        case VALUE_BIAS -> "self_attn.v_proj.bias";
        case OUTPUT_BIAS -> "self_attn.o_proj.bias";
        case ATTENTION_NORM_BIAS, FEED_FORWARD_NORM_BIAS, UP_BIAS, DOWN_BIAS ->
            throw nameless(parameter);
      };
    }
  },
  /** BERT and RoBERTa. */
  BERT("encoder.layer.") {
    @Override
    public String of(TrunkParameter parameter) {
      return switch (parameter) {
        case EMBEDDING -> "embeddings.word_embeddings.weight";
        case POSITION_EMBEDDING -> "embeddings.position_embeddings.weight";
        case TYPE_EMBEDDING -> "embeddings.token_type_embeddings.weight";
        case EMBEDDING_NORM -> "embeddings.LayerNorm.weight";
        case EMBEDDING_NORM_BIAS -> "embeddings.LayerNorm.bias";
        case FINAL_NORM, FINAL_NORM_BIAS, OUTPUT -> throw nameless(parameter);
      };
    }

    @Override
    String within(LayerParameter parameter) {
      return switch (parameter) {
        case ATTENTION_NORM -> "attention.output.LayerNorm.weight";
        case ATTENTION_NORM_BIAS -> "attention.output.LayerNorm.bias";
        case QUERY -> "attention.self.query.weight";
        case KEY -> "attention.self.key.weight";
        case VALUE -> "attention.self.value.weight";
        case OUTPUT -> "attention.output.dense.weight";
        case FEED_FORWARD_NORM -> "output.LayerNorm.weight";
        case FEED_FORWARD_NORM_BIAS -> "output.LayerNorm.bias";
        case UP -> "intermediate.dense.weight";
        case DOWN -> "output.dense.weight";
        case QUERY_BIAS -> "attention.self.query.bias";
        case KEY_BIAS -> "attention.self.key.bias";
        case VALUE_BIAS -> "attention.self.value.bias";
        case OUTPUT_BIAS -> "attention.output.dense.bias";
        case UP_BIAS -> "intermediate.dense.bias";
        case DOWN_BIAS -> "output.dense.bias";
        case GATE, QUERY_NORM, KEY_NORM -> throw nameless(parameter);
      };
    }
  },
  /** DistilBERT. */
  DISTILBERT("transformer.layer.") {
    @Override
    public String of(TrunkParameter parameter) {
      return switch (parameter) {
        case EMBEDDING, POSITION_EMBEDDING, EMBEDDING_NORM, EMBEDDING_NORM_BIAS ->
            BERT.of(parameter);
        case TYPE_EMBEDDING, FINAL_NORM, FINAL_NORM_BIAS, OUTPUT -> throw nameless(parameter);
      };
    }

    @Override
    String within(LayerParameter parameter) {
      return switch (parameter) {
        case ATTENTION_NORM -> "sa_layer_norm.weight";
        case ATTENTION_NORM_BIAS -> "sa_layer_norm.bias";
        case QUERY -> "attention.q_lin.weight";
        case KEY -> "attention.k_lin.weight";
        case VALUE -> "attention.v_lin.weight";
        case OUTPUT -> "attention.out_lin.weight";
        case FEED_FORWARD_NORM -> "output_layer_norm.weight";
        case FEED_FORWARD_NORM_BIAS -> "output_layer_norm.bias";
        case UP -> "ffn.lin1.weight";
        case DOWN -> "ffn.lin2.weight";
        case QUERY_BIAS -> "attention.q_lin.bias";
        case KEY_BIAS -> "attention.k_lin.bias";
        case VALUE_BIAS -> "attention.v_lin.bias";
        case OUTPUT_BIAS -> "attention.out_lin.bias";
        case UP_BIAS -> "ffn.lin1.bias";
        case DOWN_BIAS -> "ffn.lin2.bias";
        case GATE, QUERY_NORM, KEY_NORM -> throw nameless(parameter);
      };
    }
  },
  /** GPT-2, whose weights file has other arrays: {@link TrunkFile}. */
  GPT2("transformer.h.") {
    @Override
    public String of(TrunkParameter parameter) {
      return switch (parameter) {
        case EMBEDDING -> "transformer.wte.weight";
        case POSITION_EMBEDDING -> "transformer.wpe.weight";
        case FINAL_NORM -> "transformer.ln_f.weight";
        case FINAL_NORM_BIAS -> "transformer.ln_f.bias";
        case OUTPUT -> "lm_head.weight";
        case TYPE_EMBEDDING, EMBEDDING_NORM, EMBEDDING_NORM_BIAS -> throw nameless(parameter);
      };
    }

    @Override
    String within(LayerParameter parameter) {
      return switch (parameter) {
        case ATTENTION_NORM -> "ln_1.weight";
        case ATTENTION_NORM_BIAS -> "ln_1.bias";
        case QUERY -> "attn.query.weight";
        case KEY -> "attn.key.weight";
        case VALUE -> "attn.value.weight";
        case OUTPUT -> "attn.c_proj.weight";
        case FEED_FORWARD_NORM -> "ln_2.weight";
        case FEED_FORWARD_NORM_BIAS -> "ln_2.bias";
        case UP -> "mlp.c_fc.weight";
        case DOWN -> "mlp.c_proj.weight";
        case QUERY_BIAS -> "attn.query.bias";
        case KEY_BIAS -> "attn.key.bias";
        case VALUE_BIAS -> "attn.value.bias";
        case OUTPUT_BIAS -> "attn.c_proj.bias";
        case UP_BIAS -> "mlp.c_fc.bias";
        case DOWN_BIAS -> "mlp.c_proj.bias";
        case GATE, QUERY_NORM, KEY_NORM -> throw nameless(parameter);
      };
    }

    @Override
    String inFile(String parameter) {
      return PROJECTION.matcher(parameter).replaceFirst(".attn.c_attn.");
    }

    @Override
    boolean transposedInFile(String parameter) {
      return parameter.startsWith("transformer.h.");
    }
  };

  private static final Pattern PROJECTION = Pattern.compile("\\.attn\\.(query|key|value)\\.");

  private final String layers;

  TrunkNames(String layers) {
    this.layers = layers;
  }

  /** Returns the names of a family. */
  public static TrunkNames of(TrunkFamily family) {
    return switch (family) {
      case LLAMA, MISTRAL, QWEN2, QWEN3 -> LLAMA;
      case BERT, ROBERTA, XLM_ROBERTA -> BERT;
      case DISTILBERT -> DISTILBERT;
      case GPT2 -> GPT2;
    };
  }

  /**
   * Returns the name of a parameter outside the layers.
   *
   * @throws IllegalArgumentException if the family has no such parameter
   */
  public abstract String of(TrunkParameter parameter);

  /**
   * Returns the name of a layer's parameter.
   *
   * @throws IllegalArgumentException if the family has no such parameter
   */
  public String of(int layer, LayerParameter parameter) {
    return layers + layer + "." + within(parameter);
  }

  abstract String within(LayerParameter parameter);

  /** Returns the name of the weights file's array that holds a parameter, alone or with others. */
  String inFile(String parameter) {
    return parameter;
  }

  /** Returns whether that array has the matrix of a name transposed. */
  boolean transposedInFile(String parameter) {
    return false;
  }

  IllegalArgumentException nameless(Enum<?> parameter) {
    return new IllegalArgumentException(name() + " has no parameter " + parameter);
  }
}
