package dev.holdfast.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which edge to ask. Without a choice, the first one that answers.
public final class Edges {
    @Mixin
    private @Nullable Place place;

    @Option(
            names = "--edge",
            paramLabel = "REGION|URL",
            description = "ask this edge (default: the first that answers)")
    private @Nullable String edge;

    public Web.Reply post(String path, JsonNode body) throws Failure, InterruptedException {
        List<Failure> silent = new ArrayList<>();
        for (String url : urls()) {
            try {
                return ofEdge(url, Web.send(Web.post(Web.to(url, path), body).build()));
            } catch (Failure e) {
                if (e.exitCode() != Exit.UNREACHABLE) {
                    throw e;
                }
                silent.add(e);
            }
        }
        throw silent.size() == 1
                ? silent.getFirst()
                : Failure.unreachable(
                        "no edge answers; the first: " + silent.getFirst().getMessage());
    }

    /// An edge has the path, and tells a problem in JSON where it refuses or fails.
    private static Web.Reply ofEdge(String url, Web.Reply reply) throws Failure {
        boolean lacksPath = reply.status() == 404 || reply.status() == 405;
        if (lacksPath || !reply.body().isObject()) {
            throw Failure.unreachable("no edge answers at " + url + ": HTTP status " + reply.status());
        }
        return reply;
    }

    private static String requireHost(String url) throws Failure {
        try {
            if (new URI(url).getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw Failure.usage("--edge " + url + " is neither a region nor the address of an edge");
    }

    private List<String> urls() throws Failure {
        if (edge != null && edge.contains("://")) {
            return List.of(requireHost(edge));
        }
        List<String> urls = new ArrayList<>();
        List<String> regions = new ArrayList<>();
        for (JsonNode known :
                Objects.requireNonNull(place).endpoints("--edge URL").path("edges")) {
            String region = known.path("region").asText();
            regions.add(region);
            if (edge == null || edge.equals(region)) {
                urls.add(known.path("url").asText());
            }
        }
        if (urls.isEmpty()) {
            throw Failure.usage(
                    edge == null
                            ? "there are no edges"
                            : "no edge " + edge + "; there are " + String.join(", ", regions));
        }
        return urls;
    }
}
