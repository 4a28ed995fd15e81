package dev.holdfast.gateway.http;

import dev.holdfast.event.Command;
import dev.holdfast.event.Refusal;
import dev.holdfast.gateway.command.NotWritten.Why;

/// What each failure is called.
final class Problems {
    private Problems() {}

    static Problem malformed(String detail) {
        return Problem.of(400, "malformed-request", "The request is malformed", detail);
    }

    static Problem notReady() {
        return Problem.of(503, "not-ready", "The gateway is still reading the log", "Ask again shortly.")
                .retryAfter(1);
    }

    static Problem tooLarge() {
        return Problem.of(
                413,
                "body-too-large",
                "The body is too large",
                "A body has at most " + BodyLimit.MAX_BYTES + " bytes.");
    }

    static Problem tooSlow() {
        return Problem.of(
                408,
                "request-too-slow",
                "The request came too slowly",
                "A request arrives within " + BodyLimit.ARRIVED_WITHIN.toSeconds() + " s.");
    }

    /// One answer for lists that do not exist and for lists of others: which of them exist is nobody's business.
    static Problem unknownList() {
        return Problem.of(404, "unknown-list", "No such list", "You have no list of this name.");
    }

    static Problem unknownEvent() {
        return Problem.of(
                404,
                "unknown-event",
                "No such event",
                "No event of yours with this id is known here. One whose append was not acknowledged may still come.");
    }

    static Problem of(Why why) {
        return switch (why) {
            case Why.Refused no -> refused(no.reason()).withIdx(no.idx());
            case Why.NotAuthentic no ->
                Problem.of(
                        503,
                        "gateway-not-trusted",
                        "The gateway cannot act for you",
                        "The trust document does not accept this gateway's command key: "
                                + no.cause().wireName() + ".");
            case Why.NoKeys _ ->
                Problem.of(403, "issuer-not-served", "Not this gateway", "This gateway holds no keys of yours.");
            case Why.KeyInFlight _ ->
                Problem.of(
                                409,
                                "idempotency-key-in-flight",
                                "The same request is on its way",
                                "A request under this Idempotency-Key has no answer yet.")
                        .retryAfter(1);
            case Why.KeyReused _ ->
                Problem.of(
                        422,
                        "idempotency-key-reused",
                        "The Idempotency-Key is taken",
                        "This Idempotency-Key was used for another request on this list.");
            case Why.KeyForgotten forgotten ->
                Problem.of(
                        409,
                        "idempotency-key-forgotten",
                        "The Idempotency-Key was used long ago",
                        "This Idempotency-Key was folded as n " + forgotten.n() + "; nothing was written again.");
            case Why.ListFull full ->
                Problem.of(409, "list-full", "The list is full", "Entries left to allocate: " + full.left() + ".")
                        .with("left", full.left());
            case Why.TooLarge _ ->
                Problem.of(422, "command-too-large", "Too much for one command", "Split the changes.");
            case Why.Busy _ ->
                Problem.of(503, "busy", "Too many requests at once", "Nothing was written. Try again.")
                        .retryAfter(1);
            case Why.OutcomeUnknown unknown ->
                Problem.of(
                                503,
                                "outcome-unknown",
                                "The log did not answer in time",
                                "The command may be written all the same. Retry under the same Idempotency-Key, or ask"
                                        + " for the event.")
                        .with("event", unknown.id().toString())
                        .retryAfter(2);
        };
    }

    static Problem refused(Refusal reason) {
        return switch (reason) {
            case UNKNOWN_LIST, FOREIGN_LIST -> unknownList();
            case LIST_EXISTS -> refused(409, reason, "The list exists", "A list of this name was opened before.");
            case LIST_RETIRED -> refused(409, reason, "The list is retired", "The list takes no further change.");
            case BAD_SHAPE ->
                refused(422, reason, "No list has this shape", "bits is 1, 2, 4 or 8; capacity is 1 to 1048576.");
            case BAD_PUBLICATION ->
                refused(422, reason, "The list cannot be published like this", "Its publications do not fit together.");
            case TOO_MANY_CHANGES ->
                refused(
                        422,
                        reason,
                        "Too many or no changes",
                        "One request holds 1 to " + Command.MAX_CHANGES + " changes.");
            case INDEX_REPEATED -> refused(422, reason, "An entry stands twice", "Each idx may stand once.");
            case INDEX_OUT_OF_RANGE -> refused(422, reason, "No such entry", "The list does not reach this idx.");
            case STATUS_RESERVED -> refused(422, reason, "The status is reserved", "Assigned are 0 to 3 and 12 to 15.");
            case STATUS_TOO_WIDE ->
                refused(422, reason, "The status does not fit", "The list has too few bits per entry for it.");
            case FINAL -> refused(409, reason, "INVALID is final", "An entry that is INVALID stays so.");
            case ENTRY_CHANGED ->
                refused(412, reason, "The entry has changed", "It changed after the version that was named.");
            case LIST_FULL -> refused(409, reason, "The list is full", "No entry is left to allocate.");
            case LEASE_TAKEN, OUT_OF_ORDER ->
                refused(503, reason, "Another writer came first", "Nothing was written. Try again.")
                        .retryAfter(1);
            case ALLOCATION_MISMATCH ->
                refused(409, reason, "Another allocation secret", "The list was opened with another secret.");
            case UNKNOWN_WRITER, TOO_MANY_WRITERS, WRONG_PARTITION ->
                refused(
                        503,
                        reason,
                        "The gateway cannot write to this list",
                        "The gateway is set up for another deployment or as a writer that is not accepted.");
        };
    }

    static Problem badPublication(String why) {
        return refused(422, Refusal.BAD_PUBLICATION, "The list cannot be published like this", why + ".");
    }

    private static Problem refused(int status, Refusal reason, String title, String detail) {
        return Problem.of(status, reason.wireName(), title, detail);
    }
}
