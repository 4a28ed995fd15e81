package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// Fetches standard tokens as a wallet would.
final class TokenFetch {
    private TokenFetch() {}

    /// Sum of the lengths of the tokens of all lists that an edge holds.
    static long bytesOfAll(EdgeClient edge) throws IOException, InterruptedException {
        long sum = 0;
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (JsonNode list : Http.get(edge.url() + "/v1/lists").body().path("lists")) {
                for (JsonNode publication : list.path("publications")) {
                    HttpRequest request = HttpRequest.newBuilder(URI.create(
                                    edge.url() + publication.path("path").asText()))
                            .header("Accept", "application/statuslist+jwt")
                            .build();
                    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                    sum += response.statusCode() == 200 ? response.body().length : 0;
                }
            }
        }
        return sum;
    }
}
