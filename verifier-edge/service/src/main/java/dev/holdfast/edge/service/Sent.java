package dev.holdfast.edge.service;

import io.vertx.core.Future;

/// What became of a response does not matter to who wrote it: a caller that went away is no failure of ours.
final class Sent {
    private Sent() {}

    static void forget(Future<Void> sending) {
        sending.onComplete(_ -> {});
    }
}
