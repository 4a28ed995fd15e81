package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.GatewayCalls;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.Web;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast status`: changes the status of credentials. One call is one command: all entries or none.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(revoke | suspend | reinstate)",
        description = "Changes the status of credentials.")
public final class StatusVerbs {
    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Makes entries INVALID, for ever.")
    int revoke(@Mixin Change change) throws Failure, InterruptedException {
        return change.to(Status.INVALID);
    }

    @Command(name = "suspend", mixinStandardHelpOptions = true, description = "Makes entries SUSPENDED.")
    int suspend(@Mixin Change change) throws Failure, InterruptedException {
        return change.to(Status.SUSPENDED);
    }

    @Command(name = "reinstate", mixinStandardHelpOptions = true, description = "Makes suspended entries VALID.")
    int reinstate(@Mixin Change change) throws Failure, InterruptedException {
        return change.to(Status.VALID);
    }

    /// What the three have in common.
    static final class Change {
        @Parameters(index = "0", paramLabel = "LIST", description = "id of the list, such as acme.cards")
        private @Nullable ListId list;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "IDX", description = "entries")
        private List<Integer> entries = List.of();

        @Option(
                names = "--if-match",
                paramLabel = "V",
                description = "only if the entries have not changed since list version V")
        private @Nullable Long version;

        @Mixin
        private @Nullable Retry retry;

        @Mixin
        private @Nullable GatewayCalls gateway;

        @Mixin
        private @Nullable Output output;

        int to(Status status) throws Failure, InterruptedException {
            ListId id = Objects.requireNonNull(list);
            ObjectNode body = Web.JSON.createObjectNode();
            ArrayNode changes = body.putArray("changes");
            entries.forEach(idx -> changes.addObject().put("idx", idx).put("status", status.toString()));
            JsonNode answer = Objects.requireNonNull(retry).send(headers -> {
                Map<String, String> all = new HashMap<>(headers);
                if (version != null) {
                    all.put("If-Match", "\"" + version + "\"");
                }
                return Objects.requireNonNull(gateway).post(Optional.of(id), "/v1/lists/" + id + "/changes", body, all);
            });
            EventStage event = EventStage.of(answer);
            Objects.requireNonNull(output).print(answer, out -> out.println(event.line()));
            return event.requireNotRefused();
        }
    }
}
