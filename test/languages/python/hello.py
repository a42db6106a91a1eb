import cdk8s_autonomous as auto
from cdk8s import Duration, Size

app = auto.AutonomousApp()
cluster = auto.Cluster(
    app,
    "east",
    zones=["east-1a", "east-1b", "east-1c"],
    kubernetes_version=auto.KubernetesVersion.V1_32,
    survive=auto.Survive.zone(),
)
cluster.add_node_pool(
    "general",
    node_type=auto.NodeType.aws("m7i.2xlarge", price=auto.Price.per_hour(0.4032)),
    max_nodes_per_zone=4,
)

stack = auto.AutonomousStack(app, "hello", cluster=cluster, mesh=auto.Mesh.istio(), labels={"owner": "demo"})
greeter = auto.Microservice(
    stack,
    "greeter",
    image=auto.Image.of("registry.example.com/demo/greeter", tag="1.4.2"),
    ports=[auto.Port.http(8080)],
    resources=auto.WorkloadResources(cpu=auto.Cpu.units(2), memory=Size.gibibytes(1)),
    replicas=auto.Replicas.for_demand(
        arrivals=auto.Rate.per_second(900),
        service=auto.ServiceTime.millis(12),
        workers=8,
        latency=auto.Latency.p99(Duration.millis(80)),
        max=9,
    ),
)
stack.route("hello.cars.example.com", greeter, timeout=Duration.seconds(2))

app.synth()
