package dev.holdfast.edge.service;

import dev.holdfast.edge.Edge;
import dev.holdfast.edge.ServedAggregation;
import dev.holdfast.edge.ServedToken;
import dev.holdfast.edge.TokenLookup;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Serves standard tokens under the paths of their publication URIs, and beside them the documents that name
/// the lists of an issuer (Token Status List, sections 8 and 9).
final class TokenRoute {
    private final Edge edge;

    TokenRoute(Edge edge) {
        this.edge = edge;
    }

    void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        String path = request.path();
        if (path == null || !path.startsWith("/")) {
            Problem.malformed("the request target is no path").send(context);
            return;
        }
        if (path.startsWith("/q/")) {
            context.next();
            return;
        }
        response.putHeader("Access-Control-Allow-Origin", "*").putHeader("Vary", "Accept, Accept-Encoding");
        String authority =
                request.authority() == null ? "" : request.authority().toString();
        if (edge.hasAggregation(authority, path)) {
            // The one answer that may have to be written first, and that is not done on the event loop.
            Future<Optional<ServedAggregation>> written =
                    context.vertx().executeBlocking(() -> edge.aggregation(authority, path), false);
            written.<Void>map(aggregation -> {
                        aggregation.ifPresentOrElse(
                                it -> answer(context, List.of(Representation.of(it))), () -> token(context, path));
                        return null;
                    })
                    .onFailure(context::fail);
        } else {
            token(context, path);
        }
    }

    private void token(RoutingContext context, String path) {
        switch (edge.token(path)) {
            case TokenLookup.Missing _ -> new Problem(404, "no token is published here").send(context);
            case TokenLookup.Expired _ ->
                new Problem(410, "the token that was published here has expired, and no newer one has arrived")
                        .send(context);
            case TokenLookup.Withheld _ ->
                new Problem(404, "the token that was published here contradicts verified state").send(context);
            case TokenLookup.Found(List<ServedToken> tokens) ->
                answer(
                        context,
                        tokens.stream()
                                .map(token -> Representation.of(token, edge.now()))
                                .toList());
        }
    }

    private static void answer(RoutingContext context, List<Representation> offered) {
        HttpServerRequest request = context.request();
        if (request.method().equals(HttpMethod.OPTIONS)) {
            allow(context.response());
            return;
        }
        Optional<Representation> chosen = choose(offered, Accepted.of(request.getHeader("Accept"), "*/*"));
        if (chosen.isPresent()) {
            serve(request, context.response(), chosen.get());
        } else {
            String there = offered.stream().map(Representation::mediaType).collect(Collectors.joining(", "));
            new Problem(406, "there is " + there + " here").send(context);
        }
    }

    /// The form that is taken most gladly; of several, the one that the list names first.
    private static Optional<Representation> choose(List<Representation> offered, Accepted accepted) {
        Optional<Representation> best = Optional.empty();
        int most = 0;
        for (Representation it : offered) {
            int weight = accepted.weightOf(it.mediaType());
            if (weight > most) {
                most = weight;
                best = Optional.of(it);
            }
        }
        return best;
    }

    /// Answers the browser that asks before it asks.
    private static void allow(HttpServerResponse response) {
        response.putHeader("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
                .putHeader("Access-Control-Allow-Headers", "Accept, If-None-Match")
                .putHeader("Access-Control-Max-Age", "86400")
                .setStatusCode(204);
        Sent.forget(response.end());
    }

    private static void serve(HttpServerRequest request, HttpServerResponse response, Representation it) {
        boolean compressed = it.gzip().isPresent()
                && Accepted.of(request.getHeader("Accept-Encoding"), "identity").weightOf("gzip") > 0;
        String tag = '"'
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(it.hash().toArray())
                + (compressed ? "-gzip\"" : "\"");
        response.putHeader("ETag", tag)
                .putHeader("Cache-Control", "public, max-age=" + it.maxAge().toSeconds())
                .putHeader("Access-Control-Expose-Headers", "ETag");
        if (matches(request.getHeader("If-None-Match"), tag)) {
            Sent.forget(response.setStatusCode(304).end());
            return;
        }
        byte[] body = (compressed ? it.gzip().orElseThrow() : it.content()).toArray();
        if (compressed) {
            response.putHeader("Content-Encoding", "gzip");
        }
        response.putHeader("Content-Type", it.mediaType())
                .putHeader("Content-Length", Integer.toString(body.length))
                .putHeader("X-Content-Type-Options", "nosniff");
        Sent.forget(request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(Buffer.buffer(body)));
    }

    /// RFC 9110, section 13.1.2: the weak comparison.
    static boolean matches(@Nullable String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String candidate : ifNoneMatch.split(",", -1)) {
            String bare = candidate.strip();
            if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
