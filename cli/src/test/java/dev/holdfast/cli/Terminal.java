package dev.holdfast.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Region;
import dev.holdfast.event.WriterId;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/// Runs `holdfast` in this process, over a directory like that of a demo.
final class Terminal {
    static final Deployment DEPLOYMENT = new Deployment("demo");
    static final Region REGION = new Region("eu-central");
    final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    final Path dir;
    final Ed25519Signer rootKey = key(1);
    final Ed25519Signer checkpointKey = key(2);
    final Ed25519Signer tokenKey = key(3);
    final Ed25519Signer acmeCaller = key(4);
    final Ed25519Signer globexCaller = key(5);
    final Root root = Root.of(DEPLOYMENT, 1, List.of(rootKey.publicKey()));
    final SignedTrustDocument trust;

    /// What a run printed, and how it ended.
    record Run(int exit, String out, String err) {
        String errorLine() {
            if (err.lines().count() != 1) {
                throw new AssertionError("not one line on standard error: " + err);
            }
            return err.strip();
        }
    }

    Terminal(Path dir) throws Exception {
        this.dir = dir;
        Files.createDirectories(dir.resolve("keys"));
        write("keys/root.json", root.toBytes());
        write("keys/issuer-acme-caller.jwk", acmeCaller.toPrivateJwk());
        write("keys/issuer-globex-caller.jwk", globexCaller.toPrivateJwk());
        TrustDocument document = new TrustDocument(
                DEPLOYMENT,
                1,
                TrustDocument.RULES,
                4,
                Optional.empty(),
                now,
                now.plus(Duration.ofDays(30)),
                root,
                List.of(issuer("acme", acmeCaller, key(6)), issuer("globex", globexCaller, key(7))),
                List.of(new Publisher(REGION, 1, List.of(checkpointKey.publicKey()), List.of(tokenKey.publicKey()))));
        trust = SignedTrustDocument.openFirst(SignedTrustDocument.sign(document, List.of(rootKey)), root);
        write("trust-1.json", trust.bytes().toArray());
    }

    static Ed25519Signer key(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return Ed25519Signer.ofSeed(bytes);
    }

    private static Issuer issuer(String id, Ed25519Signer caller, Ed25519Signer command) {
        return new Issuer(
                new IssuerId(id),
                List.of(caller.publicKey()),
                List.of(command.publicKey()),
                Set.of(new WriterId("gateway-1")));
    }

    Path write(String name, byte[] content) throws IOException {
        return Files.write(dir.resolve(name), content);
    }

    /// Writes the addresses that a demo writes.
    void endpoints(String gateway, String kafka, String... edges) throws IOException {
        ObjectNode json = new ObjectMapper().createObjectNode().put("gateway", gateway);
        var array = json.putArray("edges");
        for (int i = 0; i < edges.length; i++) {
            array.addObject()
                    .put("region", List.of("eu-central", "eu-west").get(i))
                    .put("url", edges[i]);
        }
        json.put("kafka", kafka).put("deployment", "demo").put("prefix", "holdfast.");
        write("endpoints.json", json.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine holdfast =
                Holdfast.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = holdfast.execute(arguments);
        return new Run(exit, out.toString(), err.toString());
    }

    /// The same with `--dir`.
    Run runHere(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--dir";
        all[arguments.length + 1] = dir.toString();
        return run(all);
    }
}
