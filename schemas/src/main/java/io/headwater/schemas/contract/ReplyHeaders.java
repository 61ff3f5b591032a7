package io.headwater.schemas.contract;

/**
 * Headers by which a request says where its reply is to go; they are the usual ones of request and
 * reply over Kafka.
 */
public final class ReplyHeaders {
  /** Of a request: name of the topic that gets a copy of the reply, in UTF-8. */
  public static final String REPLY_TO = "reply-to";

  /** Of a request: bytes of the caller's choice, at most {@value #LONGEST}; its reply has them. */
  public static final String CORRELATION_ID = "correlation-id";

  /** Longest value of either header, in bytes. */
  public static final int LONGEST = 1024;

  private ReplyHeaders() {}
}
