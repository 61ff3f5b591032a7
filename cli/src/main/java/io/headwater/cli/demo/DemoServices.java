package io.headwater.cli.demo;

import io.headwater.client.ExampleProducerConfig;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.service.config.ServiceConfig;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrunkConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of the demo's services, which a team would keep in three properties files.
 *
 * @param common settings that all services share
 * @param tokenizer path of the tokenizer file
 * @param state folder of the evaluator's state
 * @param demo what the user asked for
 */
record DemoServices(Map<String, String> common, Path tokenizer, Path state, DemoSettings demo) {

  /** Returns the settings for a cluster and a folder. */
  static DemoServices on(EmbeddedCluster cluster, DemoFolder folder, DemoSettings demo) {
    return new DemoServices(
        Map.of(
            ServiceConfig.BOOTSTRAP_SERVERS,
            cluster.bootstrapServers(),
            ServiceConfig.SCHEMA_REGISTRY_URL,
            cluster.registryUrl(),
            ServiceConfig.CHECKPOINT_STORE,
            "file:" + folder.resolve("checkpoints"),
            ServiceConfig.STOP_TIMEOUT_MS,
            "60000"),
        folder.resolve("tokenizer.json"),
        folder.resolve("streams"),
        demo);
  }

  /** Returns the settings that every command shares. */
  ServiceConfig reader() {
    return new ServiceConfig(ServiceConfig.definition(), common);
  }

  /** Returns the producer's settings. */
  ExampleProducerConfig producer() {
    return new ExampleProducerConfig(with(Map.of(ExampleProducerConfig.PARTITIONS, "1")));
  }

  /** Returns the trainer's settings. */
  TrainerConfig trainer() {
    return new TrainerConfig(
        with(
            Map.of(
                TrainerConfig.MODEL_INIT,
                demo.init().value(),
                TrunkConfig.TRUNK,
                demo.trunk(),
                TrainerConfig.TOKENIZER_FILE,
                demo.init().isRandom() ? tokenizer.toString() : "",
                TrainerConfig.SEED,
                Long.toString(demo.seed()),
                TrainerConfig.CHECKPOINT_INTERVAL_MS,
                "5000",
                TrainerConfig.CHECKPOINT_SHARE,
                "0.2",
                TrainerConfig.BLOCK_WAIT_MS,
                "50",
                TrainerConfig.DISCOVERY_INTERVAL_MS,
                "1000")));
  }

  /** Returns the evaluator's settings. */
  EvaluatorConfig evaluator() {
    return new EvaluatorConfig(with(Map.of("streams.state.dir", state.toString())));
  }

  private Map<String, String> with(Map<String, String> own) {
    Map<String, String> all = new HashMap<>(common);
    all.putAll(own);
    return all;
  }
}
