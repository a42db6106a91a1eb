"""One million registered cars, 300,000 connected at peak, a message from each every two seconds."""

import cdk8s_autonomous as auto
from cdk8s import Duration, Size

app = auto.AutonomousApp()
delivery = auto.ArgoDelivery(
    app,
    "delivery",
    repository="https://git.cars.example.com/platform/manifests.git",
    revision="main",
    path="connected-vehicle/dist",
)

# Three zones of 32-core nodes that outlive the loss of any one zone.
cluster = auto.Cluster(
    app,
    "east",
    zones=["east-1a", "east-1b", "east-1c"],
    kubernetes_version=auto.KubernetesVersion.V1_32,
    survive=auto.Survive.zone(),
    delivery=delivery,
)
cluster.add_node_pool(
    "general",
    node_type=auto.NodeType.of(
        "32x128",
        cpu=auto.Cpu.units(32),
        memory=Size.gibibytes(128),
        ephemeral_storage=Size.gibibytes(200),
        reserve=auto.NodeReserve.explicit(
            cpu=auto.Cpu.millis(700),
            memory=Size.gibibytes(7),
            ephemeral_storage=Size.gibibytes(20),
        ),
        attachable_volumes={"ebs.csi.aws.com": 27},
        price=auto.Price.per_hour(1.4),
    ),
    max_nodes_per_zone=12,
)

registry = auto.HarborRegistry(app, "harbor", host="harbor.cars.example.com", pull_secret="harbor-pull")
stack = auto.AutonomousStack(
    app,
    "telemetry",
    cluster=cluster,
    mesh=auto.Mesh.istio(),
    registry=registry,
    delivery=delivery,
    labels={"owner": "telematics", "cost-centre": "cc-4711"},
)

# Who is placed first when not everything fits: commands to cars before rules, rules before decoding.
first = cluster.add_priority("command", value=3000, description="Commands that a driver waits for")
second = cluster.add_priority("rules", value=2000, description="Rules on live telemetry")
third = cluster.add_priority("decode", value=1000, description="Decoding of raw frames")

# Where messages from cars arrive. Made by whoever keeps the secrets of the cluster: brokers with the same cookie trust each other.
login = auto.SecretRef.existing("broker-login", ["cookie", "password"])
broker = auto.StatefulService(
    stack,
    "broker",
    image=registry.image("docker-hub/emqx/emqx", tag="5.8.9"),
    ports=[auto.Port.tcp(1883, name="mqtt")],
    peer_ports=[auto.Port.tcp(4370, name="erlang"), auto.Port.tcp(5369, name="rpc")],
    metrics_port=auto.Port.http(18083, name="metrics"),
    metrics_path="/api/v5/prometheus/stats",
    resources=auto.WorkloadResources(cpu=auto.Cpu.units(8), memory=Size.gibibytes(16)),
    replicas=auto.Replicas.for_connections(connections=300_000, per_replica=50_000),
    security=auto.SecurityOptions(user=1000),
    writable=["/opt/emqx/data", "/opt/emqx/log"],
    scratch=Size.gibibytes(1),
    env={
        "EMQX_CLUSTER__DISCOVERY_STRATEGY": "dns",
        "EMQX_CLUSTER__DNS__NAME": f"broker-headless.{stack.namespace_name}.svc.cluster.local",
        "EMQX_CLUSTER__DNS__RECORD_TYPE": "srv",
    },
    variables={
        "EMQX_NODE__COOKIE": login.key("cookie"),
        "EMQX_DASHBOARD__DEFAULT_PASSWORD": login.key("password"),
    },
    in_mesh=False,
)

# Where they are kept: every message three times, so that four of six brokers still serve all partitions.
log = auto.StatefulService(
    stack,
    "log",
    image=registry.image("telemetry/log-store", tag="3.9.0"),
    ports=[auto.Port.tcp(9092, name="kafka")],
    metrics_port=auto.Port.http(9404, name="metrics"),
    resources=auto.WorkloadResources(cpu=auto.Cpu.units(8), memory=Size.gibibytes(32)),
    replicas=auto.Replicas.needed(steady=6, degraded=4),
    volumes=[
        auto.ServiceVolume(
            name="data", mount_path="/var/lib/log", size=Size.tebibytes(4), storage_class="zonal-ssd"
        )
    ],
    in_mesh=False,
)

decode = auto.Microservice(
    stack,
    "decode",
    image=registry.image("telemetry/decode", tag="2.14.0"),
    ports=[auto.Port.http(8080)],
    resources=auto.WorkloadResources(cpu=auto.Cpu.units(8), memory=Size.gibibytes(4)),
    replicas=auto.Replicas.for_demand(
        arrivals=auto.Rate.per_second(150_000),
        service=auto.ServiceTime.micros(400),
        workers=8,
        latency=auto.Latency.p99(Duration.millis(20)),
    ),
    priority=third,
    in_mesh=False,
)

rules = auto.Microservice(
    stack,
    "rules",
    image=registry.image("telemetry/rules", tag="7.3.1"),
    ports=[auto.Port.http(8080)],
    resources=auto.WorkloadResources(cpu=auto.Cpu.units(8), memory=Size.gibibytes(8)),
    replicas=auto.Replicas.for_demand(
        arrivals=auto.Rate.per_second(150_000),
        service=auto.ServiceTime.micros(600),
        workers=8,
        latency=auto.Latency.p99(Duration.millis(30)),
        max=24,
    ),
    scale_on=[
        auto.ScaleOn.cpu(),
        auto.ScaleOn.external(name="kafka_consumergroup_lag", per_replica=5000, labels={"group": "rules"}),
    ],
    priority=second,
    in_mesh=False,
)

api = auto.Microservice(
    stack,
    "api",
    image=registry.image("telemetry/api", tag="4.0.2"),
    ports=[auto.Port.http(8080)],
    resources=auto.WorkloadResources(cpu=auto.Cpu.units(4), memory=Size.gibibytes(4)),
    replicas=auto.Replicas.for_demand(
        arrivals=auto.Rate.per_second(8_000),
        service=auto.ServiceTime.millis(12),
        workers=16,
        latency=auto.Latency.p99(Duration.millis(150)),
        max=15,
    ),
)

command = auto.Microservice(
    stack,
    "command",
    image=registry.image("telemetry/command", tag="1.9.4"),
    ports=[auto.Port.grpc(9000)],
    resources=auto.WorkloadResources(cpu=auto.Cpu.units(1), memory=Size.gibibytes(1)),
    replicas=auto.Replicas.for_demand(
        arrivals=auto.Rate.per_second(500),
        service=auto.ServiceTime.millis(30),
        workers=8,
        latency=auto.Latency.p99(Duration.millis(300)),
        max=9,
    ),
    priority=first,
)

decode.calls(broker)
decode.calls(log)
rules.calls(log)
api.calls(log)
api.calls(command)
command.calls(broker)
stack.route("api.cars.example.com", api, timeout=Duration.seconds(2), retries=2)

app.synth()
