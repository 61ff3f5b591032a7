package io.headwater.bench;

import java.util.List;
import picocli.CommandLine.Option;

/** The option that names the sizes a bench measures one after the other; a mixin of its command. */
final class SizesOption {
  @Option(
      names = "--size",
      split = ",",
      defaultValue = "tiny,small,base",
      paramLabel = "SIZE",
      description = "Sizes to measure: tiny, small, base (default: ${DEFAULT-VALUE}).")
  private List<String> sizes;

  void check(BenchOutput output) {
    sizes.forEach(size -> ModelOptions.checkSize(output, "--size", size));
  }

  List<String> sizes() {
    return sizes;
  }
}
