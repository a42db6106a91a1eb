import cdk8s_autonomous as auto
from cdk8s import Duration, Size

app = auto.AutonomousApp()
cluster = auto.Cluster(app, "swap", zones=["cloud-a"], kubernetes_version=auto.KubernetesVersion.V1_32)
edge = auto.EdgePlatform(
    app,
    "stations",
    cluster=cluster,
    runtime=auto.EdgeRuntime.kube_edge(version="1.23.1", broker_on_nodes=True),
)

box = auto.NodeType.of(
    "station-box",
    cpu=auto.Cpu.units(8),
    memory=Size.gibibytes(16),
    ephemeral_storage=Size.gibibytes(200),
    reserve=auto.NodeReserve.explicit(cpu=auto.Cpu.units(1), memory=Size.gibibytes(3)),
)
vision = auto.NodeType.of(
    "vision-box",
    cpu=auto.Cpu.units(8),
    memory=Size.gibibytes(16),
    ephemeral_storage=Size.gibibytes(200),
    reserve=auto.NodeReserve.explicit(cpu=auto.Cpu.units(1), memory=Size.gibibytes(3)),
    architecture=auto.Architecture.ARM64,
    extended_resources={"nvidia.com/gpu": 1},
)
fleet = auto.EdgeFleet.from_csv(
    edge,
    "fleet",
    file=auto.ProgramFolder.of(__file__).file("../sites.csv"),
    layouts={
        "station": auto.SiteLayout.of(
            auto.LayoutNode(role="box", node_type=box),
            auto.LayoutNode(role="vision", node_type=vision),
        )
    },
    preset=auto.SitePreset.swap_station(),
)

services = auto.AutonomousStack(app, "services", cluster=cluster)
digest = "sha256:" + "4a" * 32
eyes = auto.EdgeService(
    services,
    "eyes",
    image=auto.Image.of("harbor.swap.example.com/station/eyes", tag="4.2.0", digest=digest),
    ports=[auto.Port.grpc(9000)],
    architectures=[auto.Architecture.ARM64],
    resources=auto.WorkloadResources(
        cpu=auto.Cpu.units(4), memory=Size.gibibytes(8), extended={"nvidia.com/gpu": 1}
    ),
    replicas=auto.Replicas.for_demand(
        arrivals=auto.Rate.per_second(12),
        service=auto.ServiceTime.millis(35),
        workers=1,
        latency=auto.Latency.p99(Duration.millis(500)),
    ),
    startup=Duration.minutes(2),
)
controller = auto.EdgeService(
    services,
    "controller",
    image=auto.Image.of("harbor.swap.example.com/station/controller", tag="4.2.0", digest=digest),
    ports=[auto.Port.http(8080)],
    resources=auto.WorkloadResources(cpu=auto.Cpu.units(1), memory=Size.gibibytes(1)),
    replicas=auto.Replicas.needed(steady=1),
    survive=auto.Survive.node(),
    health=auto.Health.exec(readiness=["/bin/ready"], liveness=["/bin/alive"]),
)
controller.calls(eyes)
fleet.deploy(eyes)
fleet.deploy(
    controller,
    overrides=[auto.SiteOverride(sites=[fleet.site("sh-001")], env={"LANES": "2"})],
)

position = auto.DeviceProperty.of_int(
    "position",
    visitor=auto.PropertyVisitor.opc_ua("ns=2;s=Crane.Position"),
    access=auto.PropertyAccess.READ_WRITE,
    unit="mm",
    minimum=0,
    maximum=12000,
)
crane = auto.DeviceModel(services, "crane", protocol=auto.DeviceProtocol.OPC_UA, properties=[position])
for site in fleet.sites:
    auto.Device(
        services,
        f"crane-{site.site_name}",
        model=crane,
        edge_node=site.edge_node("box"),
        connection=auto.DeviceConnection.opc_ua(url="opc.tcp://192.168.20.1:4840"),
        twins=[auto.DeviceTwin(property=position, desired="60", collect=Duration.seconds(5))],
    )
mapper = auto.DeviceMapper(
    services,
    "opcua-mapper",
    protocol=auto.DeviceProtocol.OPC_UA,
    image=auto.Image.of("harbor.swap.example.com/edge/opcua", digest="sha256:" + "e0" * 32),
)
fleet.deploy(mapper)
auto.EdgeRoute(
    services,
    "stop-crane",
    source=auto.EdgeRouteSource.rest("crane/stop"),
    target=auto.EdgeRouteTarget.event_bus("crane/stop"),
)

fabric = auto.GpuTopology.of(
    "fabric", auto.TopologyLevelProps(name="leaf", node_label="topology.example.com/leaf")
)
gpus = auto.GpuPool(
    cluster,
    "h100",
    node_type=auto.NodeType.of(
        "8xh100",
        cpu=auto.Cpu.units(192),
        memory=Size.gibibytes(2048),
        ephemeral_storage=Size.gibibytes(7000),
        reserve=auto.NodeReserve.explicit(cpu=auto.Cpu.units(4), memory=Size.gibibytes(98)),
    ),
    accelerator=auto.Accelerator.NVIDIA_H100_80_GB,
    devices_per_node=8,
    topology=fabric,
    nodes=[auto.GpuNodes(domains=["A"], count=8), auto.GpuNodes(domains=["B"], count=8)],
)
training = auto.AutonomousStack(app, "training", cluster=cluster)
queue = auto.LocalQueue(
    training,
    "jobs",
    cluster_queue=auto.ClusterQueue(
        cluster,
        "perception",
        cohort="driving",
        quotas=[auto.Quota.of(gpus, nominal=96, borrowing=16)],
    ),
)
dataset = auto.SharedVolume(training, "dataset", size=Size.tebibytes(100), storage_class="lustre")
auto.TrainingJob(
    training,
    "lanes",
    framework=auto.TrainingFramework.PYTORCH,
    image=auto.Image.of("harbor.swap.example.com/training/lanes", tag="2.9.0"),
    nodes=6,
    resources=auto.WorkloadResources(
        cpu=auto.Cpu.units(160),
        memory=Size.gibibytes(1600),
        accelerator=auto.Accelerator.NVIDIA_H100_80_GB.devices(8),
    ),
    shared_memory=Size.gibibytes(256),
    mounts=[auto.Mount.shared(dataset, "/data", read_only=True)],
    queue=queue,
    topology=auto.TopologyRequest.required(fabric.level("leaf")),
)

app.synth()
