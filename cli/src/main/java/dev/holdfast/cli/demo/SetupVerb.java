package dev.holdfast.cli.demo;

import dev.holdfast.schema.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast demo setup`: what a region to try out needs before its first start, for programs that something else
/// starts, such as containers.
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = {
            "Makes throw-away keys, deals them out to directories (root, publisher, issuers), creates the topics and",
            "appends the first trust document. Does only what is missing. Never for a deployment that matters."
        })
final class SetupVerb implements Callable<Integer> {
    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "where the directories are made")
    private Path directory = Path.of("");

    @Option(names = "--kafka", paramLabel = "HOST:PORT", required = true, description = "the cluster to prepare")
    private String kafka = "";

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "of the topics' names (default: ${DEFAULT-VALUE})")
    private String prefix = Topics.DEFAULT_PREFIX;

    @Override
    public Integer call() throws InterruptedException {
        try {
            DemoKeys keys = DemoKeys.in(directory.resolve("keys"));
            KeyShares.deal(keys, directory);
            DemoLog.prepare(kafka, new Topics(prefix), keys);
            System.out.println("keys under " + directory + ", topics and trust at " + kafka);
            return 0;
        } catch (DemoFailure e) {
            System.err.println("holdfast: " + e.getMessage());
            return e.exitCode();
        } catch (IOException e) {
            System.err.println("holdfast: cannot use " + directory + ": " + e.getMessage());
            return 2;
        } catch (IllegalArgumentException e) {
            System.err.println("holdfast: " + e.getMessage());
            return 2;
        }
    }
}
