package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.layout.Malformed;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks edges and mirrors over HTTP, all at once: `GET BASE/v1/checkpoints/{partition}` gives an envelope, or 404 where
/// nothing is held, which is an answer too. Without any holder in the settings nothing is asked. Thread-safe.
final class HttpHolders implements Holders, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpHolders.class);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final List<URI> bases;
    private final HttpClient client;

    HttpHolders(List<URI> bases) {
        this.bases = List.copyOf(bases);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// What one holder said of one partition.
    private sealed interface Reply {
        record Holds(SignedHeader envelope) implements Reply {}

        record HoldsNothing() implements Reply {}

        record Silent(String why) implements Reply {}
    }

    @Override
    public Map<Integer, List<SignedHeader>> of(Collection<Integer> partitions) throws NoHolderAnswers {
        if (bases.isEmpty()) {
            return Map.of();
        }
        Map<URI, Map<Integer, CompletableFuture<Reply>>> asked = new HashMap<>();
        for (URI base : bases) {
            Map<Integer, CompletableFuture<Reply>> byPartition = new HashMap<>();
            partitions.forEach(partition -> byPartition.put(partition, ask(base, partition)));
            asked.put(base, byPartition);
        }
        Map<Integer, List<SignedHeader>> held = new HashMap<>();
        Optional<String> silence = Optional.empty();
        int answered = 0;
        for (Map.Entry<URI, Map<Integer, CompletableFuture<Reply>>> holder : asked.entrySet()) {
            Optional<String> why = collect(holder.getValue(), held);
            if (why.isEmpty()) {
                answered++;
            } else {
                silence = Optional.of(holder.getKey() + ": " + why.get());
                LOG.warn("holder {} does not answer: {}", holder.getKey(), why.get());
            }
        }
        if (answered == 0) {
            throw new NoHolderAnswers(
                    "none of " + bases.size() + " holders answers, such as " + silence.orElse("none asked"));
        }
        return held;
    }

    /// @return why the holder does not count as having answered
    private static Optional<String> collect(
            Map<Integer, CompletableFuture<Reply>> replies, Map<Integer, List<SignedHeader>> held) {
        Optional<String> silent = Optional.empty();
        for (Map.Entry<Integer, CompletableFuture<Reply>> one : replies.entrySet()) {
            switch (one.getValue().join()) {
                case Reply.Holds(SignedHeader envelope) ->
                    held.computeIfAbsent(one.getKey(), _ -> new ArrayList<>()).add(envelope);
                case Reply.HoldsNothing _ -> {}
                case Reply.Silent(String why) -> silent = Optional.of(why);
            }
        }
        return silent;
    }

    private CompletableFuture<Reply> ask(URI base, int partition) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/v1/checkpoints/" + partition))
                .timeout(ANSWER)
                .build();
        return client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), SignedHeader.MAX_BYTES))
                // The request's own limit ends with the head of the answer.
                .orTimeout(2 * ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> failure == null
                        ? read(response)
                        : new Reply.Silent(failure.getClass().getSimpleName()));
    }

    private static Reply read(HttpResponse<byte[]> response) {
        if (response.statusCode() == 404) {
            return new Reply.HoldsNothing();
        }
        if (response.statusCode() != 200) {
            return new Reply.Silent("HTTP status " + response.statusCode());
        }
        try {
            return new Reply.Holds(SignedHeader.parse(response.body()));
        } catch (Malformed e) {
            return new Reply.Silent(e.getMessage());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
