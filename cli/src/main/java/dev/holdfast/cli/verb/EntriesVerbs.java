package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.GatewayCalls;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.Web;
import dev.holdfast.event.ListId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast entries`: hands out entries of a list.
@Command(
        name = "entries",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(allocate)",
        subcommands = EntriesVerbs.Allocate.class,
        description = "Hands out entries of a list.")
public final class EntriesVerbs {
    /// `holdfast entries allocate`.
    @Command(
            name = "allocate",
            mixinStandardHelpOptions = true,
            description = "Takes entries for new credentials, one index a line, in an order that shows nothing.")
    static final class Allocate implements Callable<Integer> {
        @Parameters(paramLabel = "LIST", description = "id of the list, such as acme.cards")
        private @Nullable ListId list;

        @Option(names = "--count", paramLabel = "N", defaultValue = "1", description = "how many (default: 1)")
        private int count;

        @Mixin
        private @Nullable GatewayCalls gateway;

        @Mixin
        private @Nullable Output output;

        @Override
        public Integer call() throws Failure, InterruptedException {
            ListId id = Objects.requireNonNull(list);
            ObjectNode body = Web.JSON.createObjectNode().put("count", count);
            JsonNode answer = Objects.requireNonNull(gateway)
                    .post(Optional.of(id), "/v1/lists/" + id + "/entries", body, Map.of());
            Objects.requireNonNull(output)
                    .print(
                            answer,
                            out -> answer.path("indexes")
                                    .forEach(index -> out.println(Failure.oneLine(index.asText()))));
            return Exit.YES;
        }
    }
}
