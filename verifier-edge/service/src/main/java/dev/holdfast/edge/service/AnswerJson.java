package dev.holdfast.edge.service;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.check.Answer;
import dev.holdfast.check.Answer.Evidence;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/// Answers as JSON. Thread-safe.
final class AnswerJson {
    private final String edge;
    private final Stamps stamps = new Stamps();

    /// @param edge the name of this edge
    AnswerJson(String edge) {
        this.edge = edge;
    }

    void write(JsonGenerator out, Answer answer) throws IOException {
        out.writeStartObject();
        out.writeStringField("status", verdict(answer));
        if (answer.code().isPresent()) {
            out.writeNumberField("code", answer.code().get().code());
        }
        out.writeStringField("freshness", answer.freshness().wireName());
        if (answer.age().isPresent()) {
            Duration age = answer.age().get();
            out.writeNumberField("ageMillis", age.toMillis());
        }
        out.writeStringField("decision", decision(answer));
        out.writeArrayFieldStart("reasons");
        for (String reason : answer.reasons()) {
            out.writeString(reason);
        }
        out.writeEndArray();
        if (answer.evidence().isPresent()) {
            write(out, answer.evidence().get());
        }
        out.writeStringField("edge", edge);
        out.writeEndObject();
    }

    private void write(JsonGenerator out, Evidence evidence) throws IOException {
        out.writeObjectFieldStart("evidence");
        out.writeStringField("list", evidence.list().value());
        out.writeNumberField("idx", evidence.idx().value());
        out.writeNumberField("epoch", evidence.epoch());
        out.writeNumberField("partition", evidence.partition());
        out.writeNumberField("n", evidence.n());
        out.writeStringField("iat", stamps.text(evidence.partition(), evidence.issuedAt()));
        out.writeNumberField("listVersion", evidence.listVersion());
        out.writeStringField("keyId", evidence.key().value());
        out.writeEndObject();
    }

    private static String verdict(Answer answer) {
        return switch (answer.verdict()) {
            case VALID -> "valid";
            case INVALID -> "invalid";
            case SUSPENDED -> "suspended";
            case APPLICATION -> "application";
            case UNKNOWN -> "unknown";
        };
    }

    private static String decision(Answer answer) {
        return answer.decision().name().toLowerCase(Locale.ROOT);
    }
}
