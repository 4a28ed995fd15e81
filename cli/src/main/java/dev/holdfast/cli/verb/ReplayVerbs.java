package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.TrustedLog;
import dev.holdfast.event.ListId;
import dev.holdfast.replay.Rebuild;
import dev.holdfast.replay.RebuildReport;
import dev.holdfast.replay.StatusAt;
import dev.holdfast.replay.StatusThen;
import dev.holdfast.schema.LogUnavailable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast replay`: what the log itself says.
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(rebuild | status)",
        subcommands = {ReplayVerbs.RebuildAll.class, ReplayVerbs.StatusThere.class},
        description = "Folds the log again, from the pinned root alone.")
public final class ReplayVerbs {
    /// `holdfast replay rebuild`.
    @Command(
            name = "rebuild",
            mixinStandardHelpOptions = true,
            description = {
                "Folds every event and compares every published checkpoint, snapshot and token with it.",
                "Exit 0 all equal, 1 something is missing or in disorder, 4 something was forged or altered."
            })
    static final class RebuildAll implements Callable<Integer> {
        @Mixin
        private @Nullable TrustedLog trusted;

        @Option(names = "--threads", paramLabel = "N", description = "partitions at once (default: one per processor)")
        private @Nullable Integer threads;

        @Mixin
        private @Nullable Output output;

        @Override
        public Integer call() throws Failure, InterruptedException {
            TrustedLog source = Objects.requireNonNull(trusted);
            int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
            if (workers < 1) {
                throw Failure.usage("--threads is at least 1");
            }
            try {
                RebuildReport report = new Rebuild(source.log(), source.root()).run(workers);
                ReportView view = new ReportView(report);
                Objects.requireNonNull(output).print(view.toJson(), view::print);
                return switch (report.verdict()) {
                    case EQUAL -> Exit.YES;
                    case INCOMPLETE -> Exit.NO;
                    case DISTRUST -> Exit.DISTRUST;
                };
            } catch (LogUnavailable e) {
                throw Failure.unreachable(String.valueOf(e.getMessage()));
            }
        }
    }

    /// `holdfast replay status`.
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Says what the log proves of one entry, now or at an earlier time.")
    static final class StatusThere implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "LIST", description = "id of the list, such as acme.cards")
        private @Nullable ListId list;

        @Parameters(index = "1", paramLabel = "IDX", description = "the entry")
        private int idx;

        @Option(names = "--at", paramLabel = "TIME", description = "as of then, such as 2026-01-31T12:00:00Z")
        private @Nullable Instant at;

        @Mixin
        private @Nullable TrustedLog trusted;

        @Mixin
        private @Nullable Output output;

        @Override
        public Integer call() throws Failure {
            TrustedLog source = Objects.requireNonNull(trusted);
            try {
                StatusThen answer = new StatusAt(source.log(), source.root())
                        .find(Objects.requireNonNull(list), idx, Optional.ofNullable(at));
                return print(answer);
            } catch (LogUnavailable e) {
                throw Failure.unreachable(String.valueOf(e.getMessage()));
            }
        }

        private int print(StatusThen answer) throws Failure {
            return switch (answer) {
                case StatusThen.NotKnown not ->
                    throw new Failure(Exit.NO, not.why().wireName() + ": " + not.detail());
                case StatusThen.Distrusted no -> throw new Failure(Exit.DISTRUST, ReportView.line(no.finding()));
                case StatusThen.Known known -> {
                    print(known);
                    yield Exit.YES;
                }
            };
        }

        private void print(StatusThen.Known known) {
            ObjectNode json = ReportView.json(known);
            Objects.requireNonNull(output).print(json, out -> {
                out.println("status      " + known.status());
                out.println(
                        "list        " + known.list() + ":" + known.idx() + " at list version " + known.listVersion());
                out.println("checkpoint  epoch " + known.epoch() + ", partition " + known.partition() + ", n "
                        + known.n() + ", " + known.issuedAt());
                known.since()
                        .ifPresent(since -> out.println("since       n " + since.n()
                                + since.receivedAt()
                                        .map(time -> ", received " + time + " by the gateway's clock")
                                        .orElse("")
                                + since.visibleAt()
                                        .map(time -> ", published " + time)
                                        .orElse("")));
            });
        }
    }
}
