package dev.numaflow.isbsvc.runtime.event;

import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How a CloudEvent travels over HTTP in binary mode: its attributes as headers, its data as the body. */
public final class BinaryMode {

    private static final String CONTENT_TYPE = "datacontenttype";
    private static final byte[] NOTHING = new byte[0];

    private BinaryMode() {}

    /** The headers, in alphabetical order; values are percent-encoded where the protocol asks for it. */
    public static Map<String, String> headers(CloudEvent event) {
        Map<String, String> headers = new TreeMap<>();
        if (event.getDataContentType() != null) {
            headers.put("content-type", event.getDataContentType());
        }
        Stream.concat(event.getAttributeNames().stream(), event.getExtensionNames().stream())
                .filter(name -> !name.equals(CONTENT_TYPE))
                .forEach(name -> headers.put("ce-" + name, encoded(value(event, name))));
        return headers;
    }

    /** The body; empty for an event without data. */
    public static byte[] body(CloudEvent event) {
        return event.getData() == null ? NOTHING : event.getData().toBytes();
    }

    private static String value(CloudEvent event, String name) {
        Object value = event.getAttributeNames().contains(name) ? event.getAttribute(name) : event.getExtension(name);
        return String.valueOf(value);
    }

    private static String encoded(String value) {
        StringBuilder text = new StringBuilder();
        for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = each > ' ' && each < 0x7f && each != '"' && each != '%';
            text.append(plain ? String.valueOf((char) each) : "%%%02X".formatted(each & 0xff));
        }
        return text.toString();
    }
}
