package dev.holdfast.gateway.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Refuses bodies of more than [#MAX_BYTES] with a problem: those that announce their length before anything is
/// kept of them, the others ([#read]) when they have run over.
@Singleton
final class BodyLimit {
    static final int MAX_BYTES = 1 << 20;

    /// So much is read and thrown away, so that a client that writes before it reads gets to see the answer.
    private static final long MAX_DISCARDED = 64 << 20;

    private static final int BEFORE_ALL_ROUTES = 1_000;

    void register(@Observes Filters filters) {
        filters.register(BodyLimit::check, BEFORE_ALL_ROUTES);
    }

    /// A whole body. What follows the limit is thrown away, and Quarkus ends what goes on for too long
    /// (`quarkus.http.limits.max-body-size`).
    static byte[] read(InputStream body) throws Declined {
        try (body) {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                body.transferTo(OutputStream.nullOutputStream());
                throw new Declined(Problems.tooLarge());
            }
            return bytes;
        } catch (IOException e) {
            throw new Declined(Problems.malformed("The body ended early."));
        }
    }

    private static void check(RoutingContext context) {
        long announced = announced(context.request().getHeader(HttpHeaders.CONTENT_LENGTH));
        if (announced <= MAX_BYTES) {
            context.next();
            return;
        }
        HttpServerRequest request = context.request();
        boolean waits = request.getHeader(HttpHeaders.EXPECT) != null;
        if (waits || announced > MAX_DISCARDED) {
            if (request.version() == HttpVersion.HTTP_1_1) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            answer(context);
            return;
        }
        request.endHandler(_ -> answer(context));
        request.handler(_ -> {});
        request.resume();
    }

    private static void answer(RoutingContext context) {
        Problem problem = Problems.tooLarge();
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(problem.toJson().toString());
    }

    private static long announced(@Nullable String contentLength) {
        try {
            return contentLength == null ? 0 : Long.parseLong(contentLength);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
