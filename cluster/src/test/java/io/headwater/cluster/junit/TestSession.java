package io.headwater.cluster.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs classes of tests one by one in one session of JUnit, as a fork of a build does. */
final class TestSession implements AutoCloseable {
  private final LauncherSession session = LauncherFactory.openSession();

  /** Runs a class whose tests must pass; returns what they published, in order. */
  List<Map<String, String>> run(Class<?> tests) {
    List<Map<String, String>> published = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    session
        .getLauncher()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(tests))
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build(),
            new TestExecutionListener() {
              @Override
              public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
                published.add(entry.getKeyValuePairs());
              }

              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(failures::add);
              }
            });
    assertThat(failures).isEmpty();
    return published;
  }

  @Override
  public void close() {
    session.close();
  }
}
