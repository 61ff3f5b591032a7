package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TrainingArrays.GradientSets;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.internal.program.Program;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The gradients of several tasks, to be compared and then added with weights. */
final class GradientSum {
  private final Program program;
  private final Staging staging;
  private final NDManager scope;
  private final NDManager host;
  private final int sets;
  private final NDList all = new NDList();
  private final NDList sizes;

  /**
   * Makes the sum of several tasks' gradients.
   *
   * @param gradients gradients of each task, one array for each parameter
   * @param compared number of parameters, from the first on, that {@link #products} compares
   */
  GradientSum(
      Program program,
      Collection<NDList> gradients,
      int compared,
      NDManager scope,
      NDManager host,
      Staging staging) {
    this.program = program;
    this.staging = staging;
    this.scope = scope;
    this.host = host;
    this.sets = gradients.size();
    gradients.forEach(all::addAll);
    long[] numbers =
        Layout.longs(
            GradientSets.class,
            name ->
                switch (name) {
                  case SETS -> sets;
                  case PARAMETERS -> all.size() / sets;
                  case COMPARED -> compared;
                });
    this.sizes = new NDList(staging.longs(host, numbers));
  }

  /** Returns the inner products (tasks, tasks) of the gradients. */
  List<List<Double>> products() {
    double[] products =
        program.train("products", List.of(all, sizes), scope).singletonOrThrow().toDoubleArray();
    List<List<Double>> matrix = new ArrayList<>();
    for (int i = 0; i < sets; i++) {
      List<Double> row = new ArrayList<>();
      for (int j = 0; j < sets; j++) {
        row.add(products[i * sets + j]);
      }
      matrix.add(row);
    }
    return matrix;
  }

  /** Returns the sum of the gradients, each times its weight. */
  NDList weighted(double[] weights) {
    NDList factors = new NDList(staging.doubles(host, weights));
    return program.train("combine", List.of(all, factors, sizes), scope);
  }
}
