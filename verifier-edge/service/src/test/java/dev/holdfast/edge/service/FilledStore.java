package dev.holdfast.edge.service;

import dev.holdfast.edge.Centre;
import dev.holdfast.edge.FakeClock;
import dev.holdfast.edge.Feed;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Status;
import dev.holdfast.format.BitstringDataIntegrity;
import dev.holdfast.format.BitstringVcJwt;
import dev.holdfast.format.Form;
import dev.holdfast.format.TokenStatusListCwt;
import dev.holdfast.integrity.Cryptosuite;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A store from which the service starts, with a broker that nobody can reach.
public class FilledStore implements QuarkusTestResourceLifecycleManager {
    private Path directory = Path.of("unset");

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory("edge-service");
            FakeClock clock = new FakeClock(Instant.now());
            Centre centre = new Centre(clock, 4);
            ListId list = Centre.list("pid");
            String uri = Centre.uri(list);
            Form cwt = Form.of(new TokenStatusListCwt());
            centre.open(list, List.of(Publication.byDefault(uri), new Publication(cwt, uri)));
            ListId bits = Centre.list("bits");
            String revocation = "https://status.example/revocation/" + bits;
            Form vcJwt = new Form(new BitstringVcJwt(), Purpose.REVOCATION);
            Form proof = new Form(new BitstringDataIntegrity(Cryptosuite.EDDSA_RDFC_2022), Purpose.REVOCATION);
            centre.open(bits, 131_072, List.of(new Publication(vcJwt, revocation), new Publication(proof, revocation)));
            ListId other = centre.open("other");
            centre.set(list, 3, Status.INVALID);
            centre.set(list, 4, Status.SUSPENDED);
            Path root = Files.write(directory.resolve("root.json"), centre.root.toBytes());
            try (Feed feed = Feed.open(directory.resolve("store"), centre.root, clock)) {
                feed.follow(centre);
                feed.feedToken(centre.token(list, Duration.ofHours(24)));
                feed.feedToken(centre.token(list, cwt, Duration.ofHours(24)));
                feed.feedToken(centre.token(bits, vcJwt, Duration.ofHours(24)));
                feed.feedToken(centre.token(bits, proof, Duration.ofHours(24)));
                clock.advance(Duration.ofHours(-2));
                feed.feedToken(centre.token(other, Duration.ofHours(1)));
            }
            return Map.of(
                    "holdfast.edge.region",
                    "eu-west",
                    "holdfast.edge.root",
                    root.toString(),
                    "holdfast.edge.store",
                    directory.resolve("store").toString(),
                    "holdfast.edge.kafka",
                    "no-such-host.invalid:9092,127.0.0.1:1");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
