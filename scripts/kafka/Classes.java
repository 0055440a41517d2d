import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/** Classes that a file names and that are not among Kafka's own: plug-ins, whose presence the file does not tell. */
final class Classes {
    private static final Pattern PROVIDER = Pattern.compile("config\\.providers\\.[^.]+\\.class");

    private Classes() {
    }

    /** Takes the properties that name such a class, writes `property=class` into `missing`, and puts a stand-in where one is required. */
    static void setAside(Properties properties, ConfigDef definition, List<String> texts, String standIn, List<String> missing) {
        for (String name : properties.stringPropertyNames().stream().sorted().toList()) {
            ConfigDef.ConfigKey key = definition.configKeys().get(name);
            boolean one = key != null && key.type == ConfigDef.Type.CLASS || texts.contains(name) || PROVIDER.matcher(name).matches();
            String value = properties.getProperty(name).trim();
            if (!one || value.isEmpty() || allThere(value)) {
                continue;
            }
            missing.add(name + "=" + value);
            if (key != null && key.type == ConfigDef.Type.CLASS && !key.hasDefault()) {
                properties.setProperty(name, standIn);
            } else {
                properties.remove(name);
            }
        }
    }

    private static boolean allThere(String value) {
        for (String name : value.split("\\s*,\\s*")) {
            try {
                Class.forName(name, false, Classes.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError none) {
                return false;
            }
        }
        return true;
    }
}
