package io.headwater.model.inference;

import io.headwater.model.TokenSpan;

/**
 * The best span of a passage. Scores are sums of a start's and an end's logit, so that those of
 * several windows of one passage compare.
 *
 * @param span its tokens
 * @param score its score
 * @param none score of there being no answer
 */
public record SpanScore(TokenSpan span, double score, double none) {}
