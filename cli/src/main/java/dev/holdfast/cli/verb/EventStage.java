package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;

/// Where a command stands, as a gateway tells it.
record EventStage(JsonNode event) {
    static EventStage of(JsonNode event) {
        return new EventStage(event);
    }

    String line() {
        StringBuilder line = new StringBuilder(text("stage")).append(' ').append(text("id"));
        for (String member : new String[] {"partition", "n", "listVersion", "reason", "idx"}) {
            if (event.hasNonNull(member)) {
                line.append(", ").append(member).append(' ').append(text(member));
            }
        }
        return line.toString();
    }

    /// @return the exit code of a command that was not refused
    int requireNotRefused() throws Failure {
        if (!text("stage").equals("refused")) {
            return Exit.YES;
        }
        String entry = event.hasNonNull("idx") ? " (idx " + text("idx") + ")" : "";
        throw new Failure(Exit.NO, "refused: " + text("reason") + entry);
    }

    private String text(String member) {
        return Failure.oneLine(event.path(member).asText("-"));
    }
}
