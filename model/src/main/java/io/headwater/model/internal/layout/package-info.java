/**
 * What passes between Java and the programs, position by position.
 *
 * <p>A program takes and returns lists of tensors. Each constant of the enums here names one
 * position of such a list, or of a tensor in it. Java fills and reads by these constants ({@link
 * io.headwater.model.internal.layout.Layout}), and the program text uses the same ones, as in
 * {@code c[TrunkShape.HEADS]}: each position is decided in one place.
 *
 * <h2>Packed tokens</h2>
 *
 * <p>A batch is a set of rows of different lengths. Linear layers see its N real tokens and no
 * padding; only attention needs rectangles. So rows lie end to end, longest first, and rows of
 * similar length form a group, which attention sees padded on the right to its longest row: P
 * places over all groups. Rows of 4, 3 and 2 tokens ({@code BatchArrays.Packed}):
 *
 * <pre>
 *            row a       row b    row c
 * IDS        a0 a1 a2 a3 b0 b1 b2 c0 c1    (N) token ids
 * POSITIONS   0  1  2  3  0  1  2  0  1    (N) place of each token in its row
 * TYPES       0  0  1  1  0  0  0  0  0    (N) text of the row that each token belongs to
 * BACK        0  1  2  3  4  5  6  8  9    (N) padded place of each token
 *
 *             group 0         group 1
 *            +-------------+ +-------+
 *            | a0 a1 a2 a3 | | c0 c1 |
 *            | b0 b1 b2  . | +-------+
 *            +-------------+
 * place       0 ...       7   8     9
 * GATHER      0 1 2 3 4 5 6 0   7 8        (P) token in each place, group by group, row by row
 * LENGTHS     4 3               2          (R) tokens of each row
 * GROUPS      2 4 1             1 2 0      rows and length of each group, and whether it is masked
 * </pre>
 *
 * <p>Padding repeats the first token of the batch. Where attention is causal, no real token sees
 * it, and no group is masked. Otherwise a mask, made of the lengths, hides it in the groups that
 * have some. Here the second text of row a begins at a2. A trunk without token types has no TYPES.
 *
 * <h2>Tasks and targets</h2>
 *
 * <p>A batch mixes tasks. A row of a classification, regression or span task is its input; a row of
 * a summarization task is its input, the task's token and the target text:
 *
 * <pre>
 * row             x0   x1   task  y0   y1
 * predicted                 y0    y1   end    the token that follows
 * </pre>
 *
 * <p>Of a trunk that is not causal such a row is its input alone. The task's decoder reads the
 * task's token and the target, and attends to the states of the input.
 *
 * <p>Only tasks with rows are present. In the order of the task list, each has one entry of two
 * numbers ({@code TaskArrays.TaskEntry}) and one segment of eight tensors ({@code
 * TaskArrays.TaskTarget}):
 *
 * <pre>
 * entries    KIND FIRST_PARAMETER | KIND FIRST_PARAMETER | ...
 * targets    MINIMISED REPORTED POSITIONS ANSWERS PLACES BEFORE INPUT_POSITIONS INPUTS | ...
 * </pre>
 *
 * <p>A segment says, for each of the task's M likelihoods, where it is predicted from (a packed
 * position), the answer, and its factor in the loss that is minimised and in the one reported. A
 * classification or regression row asks for its answer after every input token but reports the last
 * one only. A trunk that is not causal pools its states first ({@code TrunkArrays.ReadState}): such
 * a row then asks once, and POSITIONS holds the place of its row.
 *
 * <p>A summarization task has tables of its R rows, with T target places and I input places a row;
 * PLACES picks the M real targets from the flattened (R, T) tables. POSITIONS holds the place of
 * each target in its text where a decoder writes it.
 *
 * <p>A span task asks once a row and compares its C candidates: the place that stands for no
 * answer, then every token of the passage.
 *
 * <h2>Parameters</h2>
 *
 * <pre>
 * EMBEDDING ... | layer 0 | layer 1 | ... | [FINAL_NORM ...] [OUTPUT] | [adapters] | module 0 | ...
 * </pre>
 *
 * <p>Families differ in the parameters they have. {@code TrunkArrays.TrunkShape} tells the programs
 * where each lies: the index of each {@code TrunkParameter}, and the place of each {@code
 * LayerParameter} within its layer.
 *
 * <p>The adapters of a layer are those of its weights, in the order of {@code LayerParameter}, each
 * with its {@code AdapterParameter}; most trunks have none. The parameters that are trained are the
 * last ones, from {@code TrunkShape.FIRST_TRAINED} on.
 *
 * <p>A module is that of a task, in the order of the task list. The optimizer's state is laid out
 * the same way, once for each of its slots; it is empty for what is not trained.
 */
package io.headwater.model.internal.layout;
