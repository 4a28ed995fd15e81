package dev.holdfast.cli.demo;

import dev.holdfast.cli.local.CannotStart;
import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RegistryServer;
import dev.holdfast.cli.local.RunDirectory;
import dev.holdfast.schema.Contracts;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.registry.ContractStanding;
import dev.holdfast.schema.registry.RegistryClient;
import dev.holdfast.schema.registry.RegistryFailure;
import dev.holdfast.schema.registry.RegistrySettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast demo`: starts a region and its edges as processes, plays the story, and stays up or stops.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        subcommands = SetupVerb.class,
        description = "Runs the main job on this machine: real broker, gateway, stream, three edges, and an outage.")
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--once", description = "play the story, stop everything, remove what it made")
    private boolean once;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where state lives (default: the user's state directory)")
    private @Nullable Path dir;

    @Option(names = "--fresh", description = "wipe what an earlier demo left in the directory")
    private boolean fresh;

    @Option(names = "--port-base", paramLabel = "N", description = "use the ports from N on (default: free ones)")
    private @Nullable Integer portBase;

    @Option(names = "--endpoints", paramLabel = "FILE", description = "write the addresses there as JSON when ready")
    private @Nullable Path endpoints;

    @Option(
            names = "--registry",
            description = "also start a schema registry (Apicurio; fetched by Maven the first time, 158 MB)")
    private boolean registry;

    @Option(names = "--json", description = "print the table as JSON instead of text")
    private boolean json;

    private DemoCommand() {}

    /// The verb, for the main command.
    public static DemoCommand verb() {
        return new DemoCommand();
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            return run();
        } catch (DemoFailure e) {
            System.err.println("holdfast: " + e.getMessage());
            return e.exitCode();
        } catch (CannotStart | IOException e) {
            // A connection that is refused says nothing of itself.
            System.err.println("holdfast: "
                    + (e.getMessage() == null
                            ? "a part of the region does not answer any more; why, its log in the demo's directory says"
                            : e.getMessage()));
            return 3;
        } catch (IllegalArgumentException e) {
            System.err.println("holdfast: " + e.getMessage());
            return 2;
        }
    }

    private int run() throws DemoFailure, CannotStart, IOException, InterruptedException {
        PrintStream out = json ? System.err : System.out;
        if (endpoints != null && !Files.isWritable(endpoints.toAbsolutePath().getParent())) {
            throw new DemoFailure(2, "--endpoints: nothing can be written in the folder of " + endpoints);
        }
        Ports ports = portBase == null ? Ports.anyFree() : Ports.from(portBase);
        DemoDirectory directory = once && dir == null
                ? DemoDirectory.takeNew()
                : DemoDirectory.take(dir == null ? DemoDirectory.defaultPath() : dir, fresh);
        DemoKeys keys = DemoKeys.in(directory.path().resolve("keys"));
        RunDirectory running = new RunDirectory(Installation.ofThisProgram(), directory.path());
        Optional<RegistryServer> server = registry
                ? Optional.of(RegistryServer.in(running, ports.next(), "data", line -> out.println(line)))
                : Optional.empty();
        try {
            return run(running, keys, ports, directory, server, out);
        } finally {
            server.ifPresent(RegistryServer::close);
        }
    }

    private int run(
            RunDirectory running,
            DemoKeys keys,
            Ports ports,
            DemoDirectory directory,
            Optional<RegistryServer> server,
            PrintStream out)
            throws DemoFailure, CannotStart, IOException, InterruptedException {
        long start = System.nanoTime();
        out.println("Holdfast demo: a broker, a stream with its notary, a gateway and three edges start as processes.");
        boolean correct;
        if (server.isPresent()) {
            server.get().start();
            register(server.get(), out);
        }
        try (LocalRegion region =
                new LocalRegion(running, keys, ports, DemoScript.FRESH, server.map(RegistryServer::url))) {
            region.start();
            out.printf(Locale.ROOT, "ready after %.1f s; state in %s%n", seconds(start), directory.path());
            DemoDirectory.writeEndpoints(directory.path().resolve("endpoints.json"), region);
            if (endpoints != null) {
                DemoDirectory.writeEndpoints(endpoints, region);
            }
            DemoScript script = new DemoScript(region, out);
            long played = System.nanoTime();
            Scoreboard scores = script.play();
            scores.figure(
                    "the whole story, from ready",
                    "≤ 120 s",
                    String.format(Locale.ROOT, "%.0f s", seconds(played)),
                    seconds(played) <= 120);
            correct = scores.isCorrect();
            if (json) {
                System.out.println(scores.toJson());
            } else {
                scores.print(out);
            }
            if (!once) {
                stayUp(region, script.example(), out);
            }
            region.stop();
        }
        if (once && dir == null && correct) {
            directory.remove();
        }
        return correct ? 0 : 1;
    }

    private static void register(RegistryServer server, PrintStream out) throws DemoFailure, InterruptedException {
        try (RegistryClient client = new RegistryClient(RegistrySettings.parse(server.url()))) {
            int contracts = new ContractStanding(client)
                    .register(Contracts.of(Topics.byDefault()))
                    .size();
            out.println("schema registry at " + server.url() + ", with " + contracts + " contracts");
        } catch (RegistryFailure e) {
            throw new DemoFailure(3, e.getMessage(), e);
        }
    }

    private void stayUp(LocalRegion region, EdgeClient.Question example, PrintStream out) throws InterruptedException {
        String where = dir == null ? "" : " --dir " + dir;
        out.printf("""

                It stays up; Ctrl-C stops it. Try, in another terminal:
                  curl -s %1$s/v1/check -H 'Content-Type: application/json' -d '{"list":"%2$s","idx":%3$d}'
                  curl -s %1$s/lists/%2$s
                  curl -s %1$s/v1/partitions
                  ./holdfast check %2$s:%3$d%4$s
                  ./holdfast status revoke %2$s %3$d%4$s
                  ./holdfast replay rebuild%4$s
                """, region.edgeUrl("eu-west"), example.list(), example.idx(), where);
        new CountDownLatch(1).await();
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
