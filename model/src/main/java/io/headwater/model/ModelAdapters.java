package io.headwater.model;

import ai.djl.ndarray.NDList;

/**
 * The adapters of a trunk.
 *
 * @param lora their shape
 * @param arrays their matrices under PEFT's names, such as {@code
 *     base_model.model.encoder.layer.0.attention.self.query.lora_A.weight}
 */
public record ModelAdapters(LoraConfig lora, NDList arrays) {}
