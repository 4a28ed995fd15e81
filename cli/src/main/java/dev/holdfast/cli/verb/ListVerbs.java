package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.GatewayCalls;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.Web;
import dev.holdfast.event.ListId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast list`: opens and shows lists.
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(open | show)",
        subcommands = {ListVerbs.Open.class, ListVerbs.Show.class},
        description = "Opens a list, or shows one.")
public final class ListVerbs {
    /// `holdfast list open`.
    @Command(name = "open", mixinStandardHelpOptions = true, description = "Opens a list.")
    static final class Open implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "name of the list, without the issuer")
        private String name = "";

        @Option(names = "--bits", paramLabel = "N", description = "bits per entry: 1, 2, 4 or 8 (default: 2)")
        private @Nullable Integer bits;

        @Option(names = "--capacity", paramLabel = "N", description = "entries, at most 1048576 (default: 131072)")
        private @Nullable Integer capacity;

        @Option(
                names = "--publish",
                paramLabel = "FORMAT",
                split = ",",
                description = "what it is published as (default: token-status-list)")
        private @Nullable List<String> publications;

        @Mixin
        private @Nullable Retry retry;

        @Mixin
        private @Nullable GatewayCalls gateway;

        @Mixin
        private @Nullable Output output;

        @Override
        public Integer call() throws Failure, InterruptedException {
            ObjectNode body = Web.JSON.createObjectNode().put("name", name);
            if (bits != null) {
                body.put("bits", bits);
            }
            if (capacity != null) {
                body.put("capacity", capacity);
            }
            if (publications != null) {
                if (publications.isEmpty() || publications.stream().anyMatch(String::isBlank)) {
                    throw Failure.usage("--publish names no format");
                }
                publications.forEach(body.putArray("publications")::add);
            }
            JsonNode answer = Objects.requireNonNull(retry)
                    .send(headers ->
                            Objects.requireNonNull(gateway).post(Optional.empty(), "/v1/lists", body, headers));
            EventStage event = EventStage.of(answer.path("event").isObject() ? answer.path("event") : answer);
            Objects.requireNonNull(output).print(answer, out -> {
                out.println("list   " + answer.path("list").asText("-"));
                out.println("uri    " + answer.path("uri").asText("-"));
                out.println("event  " + event.line());
            });
            return event.requireNotRefused();
        }
    }

    /// `holdfast list show`.
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a list as the gateway knows it.")
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "LIST", description = "id of the list, such as acme.cards")
        private @Nullable ListId list;

        @Mixin
        private @Nullable GatewayCalls gateway;

        @Mixin
        private @Nullable Output output;

        @Override
        public Integer call() throws Failure, InterruptedException {
            ListId id = Objects.requireNonNull(list);
            JsonNode answer = Objects.requireNonNull(gateway).get(id, "/v1/lists/" + id);
            Objects.requireNonNull(output)
                    .print(
                            answer,
                            out -> answer.properties()
                                    .forEach(member -> out.printf(
                                            "%-10s %s%n",
                                            member.getKey(), Failure.oneLine(scalar(member.getValue())))));
            return 0;
        }

        private static String scalar(JsonNode value) {
            return value.isValueNode() ? value.asText() : value.toString();
        }
    }
}
