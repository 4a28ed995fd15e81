package dev.holdfast.gateway.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Takes in whole bodies before any resource sees the request, so that no resource waits for a caller: at most
/// [#MAX_BYTES], within [#ARRIVED_WITHIN]. What is longer or slower is refused with a problem.
@Singleton
final class BodyLimit {
    static final int MAX_BYTES = 1 << 20;

    /// From the head of the request to the end of its body. A time-out between two packets would not do: one byte a
    /// second keeps a connection alive.
    static final Duration ARRIVED_WITHIN = Duration.ofSeconds(10);

    static final int BEFORE_ALL_ROUTES = 1_000;

    /// So much is read and thrown away, so that a client that writes before it reads gets to see the answer.
    private static final long MAX_DISCARDED = 64 << 20;

    void register(@Observes Filters filters) {
        filters.register(BodyLimit::takeIn, BEFORE_ALL_ROUTES);
    }

    /// A body that was taken in.
    static byte[] read(InputStream body) {
        try (body) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the body is in memory", e);
        }
    }

    private static void takeIn(RoutingContext context) {
        HttpServerRequest request = context.request();
        long announced = announced(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        boolean waits = request.getHeader(HttpHeaders.EXPECT) != null;
        if (announced > MAX_BYTES && (waits || announced > MAX_DISCARDED)) {
            refuse(context, Problems.tooLarge());
            return;
        }
        if (waits) {
            var _ = request.response().writeContinue();
        }
        long timer = context.vertx().setTimer(ARRIVED_WITHIN.toMillis(), _ -> refuse(context, Problems.tooSlow()));
        context.addEndHandler(_ -> context.vertx().cancelTimer(timer));
        Buffer body = Buffer.buffer();
        long[] length = {0};
        request.handler(chunk -> {
            length[0] += chunk.length();
            if (length[0] <= MAX_BYTES) {
                body.appendBuffer(chunk);
            } else if (length[0] > MAX_DISCARDED) {
                refuse(context, Problems.tooLarge());
            }
        });
        request.endHandler(_ -> {
            context.vertx().cancelTimer(timer);
            if (context.response().ended()) {
                return;
            }
            if (length[0] > MAX_BYTES) {
                Problems.tooLarge().send(context);
            } else {
                ((RoutingContextInternal) context).setBody(body);
                context.next();
            }
        });
        request.resume();
    }

    /// Answers and hangs up: what may still come is not read.
    private static void refuse(RoutingContext context, Problem problem) {
        if (context.response().ended()) {
            return;
        }
        HttpServerRequest request = context.request();
        request.handler(_ -> {});
        if (request.version() == HttpVersion.HTTP_1_1) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(_ -> request.connection().close());
        }
        problem.send(context);
    }

    private static long announced(@Nullable String contentLength) {
        try {
            return contentLength == null ? 0 : Long.parseLong(contentLength);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
