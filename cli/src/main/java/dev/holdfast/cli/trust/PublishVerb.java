package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.Web;
import dev.holdfast.cli.trust.Publication.Appended;
import dev.holdfast.cli.trust.Publication.OtherChain;
import dev.holdfast.schema.KafkaServers;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.schema.Topics;
import dev.holdfast.trust.SignedTrustDocument;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `holdfast trust publish`.
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = {
            "Brings the completed documents into the log, and waits until every partition has signed under the newest.",
            "It may be killed and run again at any time. Ends with 1 if some partition has not followed in time."
        })
final class PublishVerb implements Callable<Integer> {
    private static final long LOOK_AGAIN_MILLIS = 250;

    @Option(names = "--kafka", required = true, paramLabel = "HOST:PORT", description = "the home cluster")
    private @Nullable KafkaServers kafka;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "what topic names begin with (default: ${DEFAULT-VALUE})")
    private String prefix = Topics.DEFAULT_PREFIX;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "how long to wait for the partitions to follow (default: ${DEFAULT-VALUE})")
    private int wait = 30;

    @Mixin
    private @Nullable TrustFolder folder;

    @Mixin
    private @Nullable Output output;

    @Override
    public Integer call() throws Failure, InterruptedException {
        TrustFolder documents = Objects.requireNonNull(folder);
        List<SignedTrustDocument> chain = documents.chain();
        if (chain.isEmpty()) {
            throw Failure.usage("there is no complete document to publish; see ./holdfast trust show");
        }
        try (TrustLog log = KafkaTrustLog.open(Objects.requireNonNull(kafka).value(), new Topics(prefix))) {
            Publication publication = new Publication(documents.root(), chain, log);
            Appended appended = publication.run();
            int proved = await(publication, log.partitions());
            print(
                    chain.getLast(),
                    appended,
                    proved,
                    log.partitions(),
                    documents.draft().isPresent());
            return proved == log.partitions() ? Exit.YES : Exit.NO;
        } catch (LogUnavailable e) {
            throw Failure.unreachable(e.getMessage() + "; run it again to go on");
        } catch (OtherChain e) {
            throw new Failure(Exit.DISTRUST, e.getMessage());
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    private int await(Publication publication, int partitions) throws LogUnavailable, InterruptedException {
        long deadline =
                System.nanoTime() + Duration.ofSeconds(Math.max(0, wait)).toNanos();
        int proved = publication.proved();
        while (proved < partitions && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
            proved = publication.proved();
        }
        return proved;
    }

    private void print(SignedTrustDocument newest, Appended appended, int proved, int partitions, boolean draft) {
        int version = newest.document().version();
        var json = Web.JSON
                .createObjectNode()
                .put("version", version)
                .put("hash", newest.hash().toHex())
                .put("documentsAppended", appended.documents())
                .put("adoptionsAppended", appended.adoptions())
                .put("partitionsFollowing", proved)
                .put("partitions", partitions)
                .put("draftLeftOut", draft);
        Objects.requireNonNull(output).print(json, out -> {
            out.println("appended  " + appended.documents() + " documents, " + appended.adoptions() + " adoptions");
            out.println("version " + version + " holds in " + proved + " of " + partitions + " partitions");
            if (draft) {
                out.println("the draft is not complete and was not published; see ./holdfast trust show");
            }
            if (proved < partitions) {
                out.println(
                        "see that status-stream runs and holds the keys that the document lists; then run it again");
            }
        });
    }
}
