package io.headwater.evaluator.internal.scorer;

import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.TaskRules;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The latest specification of each task; safe for use by many threads. */
public final class TaskSpecs {
  private static final Logger log = LoggerFactory.getLogger(TaskSpecs.class);

  private final Map<String, ExampleRules> rules = new ConcurrentHashMap<>();

  /** Stores a specification, unless it is invalid. */
  public void put(TaskSpec spec) {
    TaskRules.check(spec)
        .ifPresentOrElse(
            fault -> log.warn("Ignoring the specification of task '{}': {}", spec.getName(), fault),
            () -> rules.put(spec.getName(), new ExampleRules(spec)));
  }

  /** Forgets a task whose specification was withdrawn. */
  public void forget(String task) {
    rules.remove(task);
  }

  /** Returns the specification of a task. */
  public Optional<TaskSpec> of(String task) {
    return rulesOf(task).map(ExampleRules::task);
  }

  /** Returns the rules for the examples of a task. */
  public Optional<ExampleRules> rulesOf(String task) {
    return Optional.ofNullable(rules.get(task));
  }
}
