package io.headwater.cli.demo;

import io.headwater.evaluator.EvaluatorStatus;
import io.headwater.trainer.TrainerStatus;
import java.time.Duration;

/** What a look at a run finds: time since it began, examples sent, and how the services are. */
record Moment(Duration elapsed, long produced, TrainerStatus trainer, EvaluatorStatus evaluator) {}
