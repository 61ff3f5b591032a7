package io.headwater.cli.task;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.client.task.TaskDirectory;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.service.config.ServiceConfig;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code headwater tasks} command. */
@Command(
    name = "tasks",
    mixinStandardHelpOptions = true,
    description = "Shows, declares and changes the tasks of the model, while everything runs.",
    subcommands = {
      TasksCommand.ListTasks.class,
      TasksCommand.Show.class,
      TasksCommand.Declare.class,
      TasksCommand.Pause.class,
      TasksCommand.Resume.class,
      TasksCommand.Retire.class
    })
public final class TasksCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name a subcommand: list, show, declare, pause, resume or retire");
  }

  /** The options and helpers that all subcommands share. */
  private abstract static class OnTasks implements Callable<Integer> {
    @Mixin private ServiceOptions options;
    @Spec private CommandSpec spec;

    @Override
    public final Integer call() {
      ServiceConfig config = options.common();
      try (TaskDirectory directory = TaskDirectory.open(config)) {
        run(config, directory);
      }
      return 0;
    }

    abstract void run(ServiceConfig config, TaskDirectory directory);

    final void say(String line) {
      spec.commandLine().getOut().println(line);
      spec.commandLine().getOut().flush();
    }

    final ParameterException wrong(String sentence) {
      return new ParameterException(spec.commandLine(), sentence);
    }

    final TaskSpec known(TaskDirectory directory, String name) {
      SortedMap<String, TaskSpec> tasks = directory.tasks();
      TaskSpec found = tasks.get(name);
      if (found == null) {
        throw wrong(
            tasks.isEmpty()
                ? "TASK is '" + name + "' but no task is declared yet"
                : "TASK is '" + name + "' but must be one of " + String.join(", ", tasks.keySet()));
      }
      return found;
    }

    /** Writes a specification; reports wrong usage if the task rules refuse it. */
    final TaskSpec write(TaskDirectory directory, TaskSpec wanted) {
      try {
        return directory.declare(wanted);
      } catch (IllegalArgumentException e) {
        throw wrong(e.getMessage());
      }
    }
  }

  /** The {@code headwater tasks list} command. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Lists every task: its labels, the examples on its topic, and how far the newest version of"
            + " the model was trained through them."
      })
  static final class ListTasks extends OnTasks {
    @Override
    void run(ServiceConfig config, TaskDirectory directory) {
      Collection<TaskSpec> tasks = directory.tasks().values();
      if (tasks.isEmpty()) {
        say("No task is declared yet.");
        return;
      }
      TaskOverview overview = new TaskOverview(config);
      Optional<CheckpointAnnouncement> newest = overview.newestVersion();
      say(TaskText.table(overview.of(tasks, newest), newest).toString());
    }
  }

  /** The {@code headwater tasks show} command. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description =
          "Shows one task: its specification, its partitions and the order of its labels.")
  static final class Show extends OnTasks {
    @Parameters(paramLabel = "TASK", description = "Name of the task.")
    private String name;

    @Override
    void run(ServiceConfig config, TaskDirectory directory) {
      TaskSpec task = known(directory, name);
      TaskOverview overview = new TaskOverview(config);
      Optional<CheckpointAnnouncement> newest = overview.newestVersion();
      TaskText.page(overview.of(List.of(task), newest).get(0), newest).forEach(this::say);
    }
  }

  /** The {@code headwater tasks declare} command. */
  @Command(
      name = "declare",
      mixinStandardHelpOptions = true,
      description = {
        "Declares a task and creates its topics, or changes only what is given of a declared"
            + " one.",
        "Kind and score range stay as they were declared; labels may only be added, to a closed set"
            + " at its end."
      })
  static final class Declare extends OnTasks {
    @Parameters(paramLabel = "TASK", description = "Name of the task.")
    private String name;

    @Mixin private TaskOptions task;

    @Override
    void run(ServiceConfig config, TaskDirectory directory) {
      Optional<TaskSpec> before = directory.find(name);
      TaskSpec.Builder wanted =
          task.applyTo(
              before.map(TaskSpec::newBuilder).orElseGet(TaskSpec::newBuilder).setName(name));
      if (!wanted.hasKind()) {
        throw wrong("Task '" + name + "' is not declared yet, so --kind must be given");
      }
      if (wanted.getState() == TaskState.RETIRED) {
        wanted.setState(TaskState.ACTIVE);
      }
      TaskSpec now = write(directory, wanted.build());
      say(
          before.filter(now::equals).isPresent()
              ? "Task "
                  + name
                  + " is already declared like this, in version "
                  + now.getVersion()
                  + "."
              : "Task " + name + " is declared, in version " + now.getVersion() + ".");
    }
  }

  /** Changes the state of a task. */
  private abstract static class Change extends OnTasks {
    @Parameters(paramLabel = "TASK", description = "Name of the task.")
    private String name;

    private final TaskState state;
    private final String meaning;

    Change(TaskState state, String meaning) {
      this.state = state;
      this.meaning = meaning;
    }

    @Override
    final void run(ServiceConfig config, TaskDirectory directory) {
      TaskSpec before = known(directory, name);
      if (before.getState() == state) {
        say("Task " + name + " is " + state + " already.");
        return;
      }
      write(directory, TaskSpec.newBuilder(before).setState(state).build());
      say("Task " + name + " is now " + state + ": " + meaning.formatted(name));
    }
  }

  /** The {@code headwater tasks pause} command. */
  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Lets a task wait where it is; its examples stay on their topic.")
  static final class Pause extends Change {
    Pause() {
      super(
          TaskState.PAUSED,
          "it waits where it is, and 'headwater tasks resume %s' continues from there.");
    }
  }

  /** The {@code headwater tasks resume} command. */
  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Continues a paused task from where it is, or brings a retired one back.")
  static final class Resume extends Change {
    Resume() {
      super(TaskState.ACTIVE, "its examples are learned and scored.");
    }
  }

  /** The {@code headwater tasks retire} command. */
  @Command(
      name = "retire",
      mixinStandardHelpOptions = true,
      description = {
        "Ends a task: its examples are no longer read or scored; its module stays in the model"
            + " as it is, and still answers."
      })
  static final class Retire extends Change {
    Retire() {
      super(
          TaskState.RETIRED,
          "its examples are no longer read or scored, and its module stays in the model as it"
              + " is; 'headwater tasks resume %s' brings it back.");
    }
  }
}
