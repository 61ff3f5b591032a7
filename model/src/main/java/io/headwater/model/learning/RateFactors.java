package io.headwater.model.learning;

/**
 * Factors of a step's learning rate for parts of the model.
 *
 * @param modules factor for the parameters of the tasks' modules: new modules on a pretrained trunk
 *     learn faster than the trunk should
 * @param layers factor from each layer of the trunk to the one below it, the embeddings being the
 *     lowest: what is near the input is more general and should move less (Howard and Ruder,
 *     "Universal Language Model Fine-tuning for Text Classification", 2018)
 */
public record RateFactors(double modules, double layers) {
  /** One rate for all parameters. */
  public static final RateFactors NONE = new RateFactors(1, 1);
}
