package dev.holdfast.edge.service;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.Serial;

/// Why a request got no answer (RFC 9457). The detail is for whoever asked and names nothing that is inside.
final class Problem extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    Problem(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    static Problem malformed(String detail) {
        return new Problem(400, detail);
    }

    void send(RoutingContext context) {
        if (context.response().ended()) {
            return;
        }
        byte[] body = Json.write(this::write);
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Cache-Control", "no-store");
        if (context.request().method().equals(HttpMethod.HEAD)) {
            context.response().putHeader("Content-Length", Integer.toString(body.length));
            Sent.forget(context.response().end());
        } else {
            Sent.forget(context.response().end(Buffer.buffer(body)));
        }
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "about:blank");
        out.writeStringField("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        out.writeNumberField("status", status);
        out.writeStringField("detail", String.valueOf(getMessage()));
        out.writeEndObject();
    }
}
