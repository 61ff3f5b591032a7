package io.headwater.model.internal.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.djl.Device;
import io.headwater.model.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixProductTest {
  @ParameterizedTest
  @EnumSource(Precision.class)
  void shouldMultiplyInEveryPrecision(Precision precision) {
    try (MatrixProduct product = new MatrixProduct(Device.cpu(), 30, precision)) {
      assertThat(product.flops()).isEqualTo(54_000);
      assertThatCode(() -> product.multiply(3)).doesNotThrowAnyException();
    }
  }
}
