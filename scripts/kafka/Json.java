import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** JSON of maps, lists, texts, numbers and truth values, on one line. */
final class Json {
    private Json() {
    }

    static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            StringJoiner entries = new StringJoiner(",", "{", "}");
            map.forEach((key, one) -> entries.add(text(key.toString()) + ":" + write(one)));
            return entries.toString();
        }
        if (value instanceof List<?> list) {
            StringJoiner items = new StringJoiner(",", "[", "]");
            list.forEach(one -> items.add(write(one)));
            return items.toString();
        }
        return value == null || value instanceof Boolean || value instanceof Number ? String.valueOf(value) : text(value.toString());
    }

    private static String text(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char one : value.toCharArray()) {
            switch (one) {
                case '"', '\\' -> quoted.append('\\').append(one);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> {
                    if (one < ' ' || Character.isSurrogate(one)) {
                        quoted.append(String.format("\\u%04x", (int) one));
                    } else {
                        quoted.append(one);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
