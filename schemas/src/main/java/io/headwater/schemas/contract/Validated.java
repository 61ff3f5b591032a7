package io.headwater.schemas.contract;

import java.util.Optional;
import java.util.function.Function;

/**
 * A value that keeps its contract, or the rejection of one that does not.
 *
 * @param <T> type of the value
 */
public sealed interface Validated<T> {

  /** A value that keeps its contract. */
  record Accepted<T>(T value) implements Validated<T> {}

  /** The rejection of a value that breaks its contract. */
  record Refused<T>(Rejection rejection) implements Validated<T> {}

  /** Returns the value as accepted, or as refused if a check found a fault. */
  static <T> Validated<T> of(T value, Optional<Rejection> fault) {
    return fault.isPresent() ? new Refused<>(fault.get()) : new Accepted<>(value);
  }

  /** Returns the result of a function of an accepted value, or the same rejection. */
  default <R> Validated<R> map(Function<? super T, ? extends R> accepted) {
    return this instanceof Accepted<T> good
        ? new Accepted<>(accepted.apply(good.value()))
        : new Refused<>(((Refused<T>) this).rejection());
  }

  /** Applies the first function to an accepted value, or the second to the rejection. */
  default <R> R fold(
      Function<? super T, ? extends R> accepted, Function<? super Rejection, ? extends R> refused) {
    return this instanceof Accepted<T> good
        ? accepted.apply(good.value())
        : refused.apply(((Refused<T>) this).rejection());
  }
}
