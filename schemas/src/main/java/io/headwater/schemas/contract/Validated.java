package io.headwater.schemas.contract;

import java.util.Optional;
import java.util.function.Function;

/**
 * A value that keeps its contract, or why there is none.
 *
 * @param <T> type of the value
 */
public sealed interface Validated<T> {

  /** A value that keeps its contract. */
  record Accepted<T>(T value) implements Validated<T> {}

  /** What was given breaks the contract. */
  record Refused<T>(Rejection rejection) implements Validated<T> {}

  /** Returns a value as accepted, or as refused where a check found a fault. */
  static <T> Validated<T> of(T value, Optional<Rejection> fault) {
    return fault.isPresent() ? new Refused<>(fault.get()) : new Accepted<>(value);
  }

  /** Returns what one of two functions makes of it: of the value, or of the rejection. */
  default <R> R fold(
      Function<? super T, ? extends R> accepted, Function<? super Rejection, ? extends R> refused) {
    return this instanceof Accepted<T> good
        ? accepted.apply(good.value())
        : refused.apply(((Refused<T>) this).rejection());
  }
}
