import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.ChannelBuilders;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.network.Selectable;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.token.delegation.internals.DelegationTokenCache;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.ListenerInfo;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.security.CredentialProvider;
import org.apache.kafka.storage.internals.log.LogConfig;
import scala.jdk.javaapi.CollectionConverters;

/** What a broker or controller checks before it opens a socket, in that order. */
final class Server {
    /** Properties of type string or list that name classes. */
    private static final List<String> CLASSES = List.of("authorizer.class.name", "metric.reporters",
            "replica.selector.class", "remote.log.storage.manager.class.name", "remote.log.metadata.manager.class.name",
            "kafka.metrics.reporters", "group.share.persister.class.name", "security.providers");
    /** Mechanisms that ask a server or read a file to log in. */
    private static final Set<String> REMOTE = Set.of("GSSAPI", "OAUTHBEARER");
    private static final Set<String> SCRAM = Set.of("SCRAM-SHA-256", "SCRAM-SHA-512");

    private final KafkaConfig config;
    private final Set<String> roles;

    private Server(KafkaConfig config) {
        this.config = config;
        this.roles = new HashSet<>(config.getList("process.roles"));
    }

    static void check(Properties properties, String clusterId, List<String> missing) throws Ask.Refused {
        Classes.setAside(properties, KafkaConfig.configDef(), CLASSES, "", missing);
        KafkaConfig[] made = new KafkaConfig[1];
        Ask.stage("properties", () -> made[0] = KafkaConfig.fromProps(properties, false));
        Server server = new Server(made[0]);
        if (!server.roles.isEmpty()) {
            if (clusterId != null) {
                Ask.stage("format", () -> Format.run(properties, clusterId));
            }
            Ask.stage("quorum", server::quorum);
        }
        if (server.roles.isEmpty() || server.roles.contains("broker")) {
            Ask.stage("logs", server::logs);
        }
        Ask.stage("channels", server::channels);
        if (server.roles.contains("broker")) {
            Ask.stage("controller channel", server::controllerChannel);
        }
        Ask.stage("ports", server::ports);
    }

    /** The constructor of `KafkaRaftServer` reads the addresses again, and there an address has to be routable. */
    private void quorum() {
        QuorumConfig.parseVoterConnections(config.getList("controller.quorum.voters"));
        QuorumConfig.parseBootstrapServers(config.getList("controller.quorum.bootstrap.servers"));
    }

    /** `LogManager` makes the defaults of topics from the properties of the broker. */
    private void logs() {
        Map<String, Object> defaults = config.extractLogConfigMap();
        LogConfig.validateBrokerLogConfigValues(defaults, config.getBoolean("remote.log.storage.system.enable"));
        new LogConfig(defaults);
    }

    /** `SocketServer` makes a channel builder for each listener. */
    private void channels() throws Throwable {
        for (Endpoint listener : endpoints("listeners")) {
            ListenerName name = name(listener);
            SecurityProtocol protocol = listener.securityProtocol();
            if (sasl(protocol)) {
                Map<String, Object> configs = configs(name);
                Collection<?> mechanisms = (Collection<?>) configs.get("sasl.enabled.mechanisms");
                for (Object mechanism : mechanisms) {
                    JaasContext.loadServerContext(name, (String) mechanism, configs);
                }
                if (mechanisms.stream().anyMatch(REMOTE::contains)) {
                    continue;
                }
            }
            if (!readsFiles(protocol)) {
                channel(name, protocol).close();
            }
        }
    }

    private ChannelBuilder channel(ListenerName name, SecurityProtocol protocol) throws Throwable {
        DelegationTokenCache tokens = new DelegationTokenCache(SCRAM);
        CredentialProvider credentials = new CredentialProvider(SCRAM, tokens);
        boolean between = name.equals(config.interBrokerListenerName());
        Function<Short, ApiVersionsResponse> versions = version -> null;
        return (ChannelBuilder) builders("serverChannelBuilder", name, between, protocol, config,
                credentials.credentialCache, tokens, Time.SYSTEM, log(), versions);
    }

    /** Sockets refuse a port or a size of a buffer that is none, and so does the request that registers a broker. */
    private void ports() throws Throwable {
        for (Endpoint listener : endpoints("listeners")) {
            InetSocketAddress.createUnresolved("localhost", listener.port());
        }
        int buffer = config.getInt("socket.receive.buffer.bytes");
        if (buffer != Selectable.USE_DEFAULT_BUFFER_SIZE) {
            try (ServerSocketChannel unbound = ServerSocketChannel.open()) {
                unbound.socket().setReceiveBufferSize(buffer);
            }
        }
        if (roles.contains("broker")) {
            ListenerInfo.create(advertised("effectiveAdvertisedBrokerListeners")).toBrokerRegistrationRequest();
        }
        if (roles.contains("controller")) {
            ListenerInfo.create(advertised("effectiveAdvertisedControllerListeners")).toControllerRegistrationRequest();
        }
    }

    /** What is registered; an absent host becomes the one of the machine, and port 0 the one that the socket gets. */
    private List<Endpoint> advertised(String method) throws Throwable {
        List<Endpoint> advertised = new ArrayList<>();
        for (Endpoint one : endpoints(method)) {
            String host = one.host() == null || one.host().isBlank() ? "localhost" : one.host();
            advertised.add(new Endpoint(name(one).value(), one.securityProtocol(), host, one.port() == 0 ? 1 : one.port()));
        }
        return advertised;
    }

    /** A broker is a client of the first controller listener, with the JAAS context of a server. */
    private void controllerChannel() throws Throwable {
        Collection<?> names = collection(call(config, "controllerListenerNames"));
        ListenerName name = new ListenerName((String) names.iterator().next());
        Object map = call(config, "effectiveListenerSecurityProtocolMap");
        Object protocol = map instanceof Map<?, ?> java ? java.get(name) : CollectionConverters.asJava((scala.collection.Map<?, ?>) map).get(name);
        if (sasl((SecurityProtocol) protocol)) {
            JaasContext.loadServerContext(name, config.saslMechanismControllerProtocol(), configs(name));
        }
    }

    /** The properties that the channel of a listener is given. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> configs(ListenerName name) throws Throwable {
        return (Map<String, Object>) builders("channelBuilderConfigs", config, name);
    }

    /** Whether a listener needs key stores, which are not at hand. */
    private boolean readsFiles(SecurityProtocol protocol) {
        return (protocol == SecurityProtocol.SSL || protocol == SecurityProtocol.SASL_SSL)
                && config.originals().keySet().stream().anyMatch(key -> key.endsWith("store.location"));
    }

    private static boolean sasl(SecurityProtocol protocol) {
        return protocol == SecurityProtocol.SASL_PLAINTEXT || protocol == SecurityProtocol.SASL_SSL;
    }

    /** End points are Kafka's own class in 3.x, with a method that makes the public one of it. */
    private List<Endpoint> endpoints(String method) throws Throwable {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Object one : collection(call(config, method))) {
            endpoints.add(one instanceof Endpoint endpoint ? endpoint : (Endpoint) call(one, "toJava"));
        }
        return endpoints;
    }

    /** The name of an end point, whose method is called `listenerName` in 3.x and 4.0. */
    private static ListenerName name(Endpoint endpoint) throws Throwable {
        try {
            return new ListenerName((String) call(endpoint, "listener"));
        } catch (NoSuchMethodException older) {
            return new ListenerName(((java.util.Optional<?>) call(endpoint, "listenerName")).orElseThrow().toString());
        }
    }

    private static Collection<?> collection(Object value) {
        return value instanceof Collection<?> java ? java : CollectionConverters.asJavaCollection((scala.collection.Iterable<?>) value);
    }

    private static Object call(Object target, String method) throws Throwable {
        return target.getClass().getMethod(method).invoke(target);
    }

    /** A method of `ChannelBuilders`: signatures differ between versions by the package of `LogContext`, and not all are public. */
    private static Object builders(String name, Object... arguments) throws Throwable {
        Method method = Arrays.stream(ChannelBuilders.class.getDeclaredMethods())
                .filter(one -> one.getName().equals(name)).findFirst().orElseThrow();
        method.setAccessible(true);
        try {
            return method.invoke(null, arguments);
        } catch (InvocationTargetException wrapped) {
            throw wrapped.getCause();
        }
    }

    private static Object log() throws Throwable {
        Class<?> type;
        try {
            type = Class.forName("org.apache.kafka.common.utils.LogContext");
        } catch (ClassNotFoundException moved) {
            type = Class.forName("org.apache.kafka.common.utils.internals.LogContext");
        }
        return type.getConstructor().newInstance();
    }
}
