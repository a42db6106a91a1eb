// One million registered cars, 300,000 connected at peak, a message from each every two seconds.
package main

import (
	"github.com/aws/jsii-runtime-go"
	auto "github.com/cdk8s-autonomous/cdk8s-autonomous-go/cdk8sautonomous"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
)

func main() {
	defer jsii.Close()

	app := auto.NewAutonomousApp(nil)
	delivery := auto.NewArgoDelivery(app, jsii.String("delivery"), &auto.ArgoDeliveryProps{
		Repository: jsii.String("https://git.cars.example.com/platform/manifests.git"),
		Revision:   jsii.String("main"),
		Path:       jsii.String("connected-vehicle/dist"),
	})
	cluster := newCluster(app, delivery)
	registry := auto.NewHarborRegistry(app, jsii.String("harbor"), &auto.HarborRegistryProps{
		Host:       jsii.String("harbor.cars.example.com"),
		PullSecret: jsii.String("harbor-pull"),
	})
	stack := auto.NewAutonomousStack(app, jsii.String("telemetry"), &auto.AutonomousStackProps{
		Cluster:  cluster,
		Mesh:     auto.Mesh_Istio(nil),
		Registry: registry,
		Delivery: delivery,
		Labels:   &map[string]*string{"owner": jsii.String("telematics"), "cost-centre": jsii.String("cc-4711")},
	})

	// Who is placed first when not everything fits: commands to cars before rules, rules before decoding.
	first := priority(cluster, "command", 3000, "Commands that a driver waits for")
	second := priority(cluster, "rules", 2000, "Rules on live telemetry")
	third := priority(cluster, "decode", 1000, "Decoding of raw frames")

	broker := newBroker(stack, registry)
	log := newLog(stack, registry)
	decode := auto.NewMicroservice(stack, jsii.String("decode"), &auto.MicroserviceProps{
		Image:     image(registry, "telemetry/decode", "2.14.0"),
		Ports:     &[]auto.Port{auto.Port_Http(jsii.Number(8080), nil)},
		Resources: resources(8, 4),
		Replicas: auto.Replicas_ForDemand(&auto.Demand{
			Arrivals: auto.Rate_PerSecond(jsii.Number(150_000)),
			Service:  auto.ServiceTime_Micros(jsii.Number(400)),
			Workers:  jsii.Number(8),
			Latency:  auto.Latency_P99(cdk8s.Duration_Millis(jsii.Number(20))),
		}),
		Priority: third,
		InMesh:   jsii.Bool(false),
	})
	rules := auto.NewMicroservice(stack, jsii.String("rules"), &auto.MicroserviceProps{
		Image:     image(registry, "telemetry/rules", "7.3.1"),
		Ports:     &[]auto.Port{auto.Port_Http(jsii.Number(8080), nil)},
		Resources: resources(8, 8),
		Replicas: auto.Replicas_ForDemand(&auto.Demand{
			Arrivals: auto.Rate_PerSecond(jsii.Number(150_000)),
			Service:  auto.ServiceTime_Micros(jsii.Number(600)),
			Workers:  jsii.Number(8),
			Latency:  auto.Latency_P99(cdk8s.Duration_Millis(jsii.Number(30))),
			Max:      jsii.Number(24),
		}),
		ScaleOn: &[]auto.ScaleOn{
			auto.ScaleOn_Cpu(nil),
			auto.ScaleOn_External(&auto.ExternalMetric{
				Name:       jsii.String("kafka_consumergroup_lag"),
				PerReplica: jsii.Number(5000),
				Labels:     &map[string]*string{"group": jsii.String("rules")},
			}),
		},
		Priority: second,
		InMesh:   jsii.Bool(false),
	})
	api := auto.NewMicroservice(stack, jsii.String("api"), &auto.MicroserviceProps{
		Image:     image(registry, "telemetry/api", "4.0.2"),
		Ports:     &[]auto.Port{auto.Port_Http(jsii.Number(8080), nil)},
		Resources: resources(4, 4),
		Replicas: auto.Replicas_ForDemand(&auto.Demand{
			Arrivals: auto.Rate_PerSecond(jsii.Number(8_000)),
			Service:  auto.ServiceTime_Millis(jsii.Number(12)),
			Workers:  jsii.Number(16),
			Latency:  auto.Latency_P99(cdk8s.Duration_Millis(jsii.Number(150))),
			Max:      jsii.Number(15),
		}),
	})
	command := auto.NewMicroservice(stack, jsii.String("command"), &auto.MicroserviceProps{
		Image:     image(registry, "telemetry/command", "1.9.4"),
		Ports:     &[]auto.Port{auto.Port_Grpc(jsii.Number(9000), nil)},
		Resources: resources(1, 1),
		Replicas: auto.Replicas_ForDemand(&auto.Demand{
			Arrivals: auto.Rate_PerSecond(jsii.Number(500)),
			Service:  auto.ServiceTime_Millis(jsii.Number(30)),
			Workers:  jsii.Number(8),
			Latency:  auto.Latency_P99(cdk8s.Duration_Millis(jsii.Number(300))),
			Max:      jsii.Number(9),
		}),
		Priority: first,
	})

	decode.Calls(broker, nil)
	decode.Calls(log, nil)
	rules.Calls(log, nil)
	api.Calls(log, nil)
	api.Calls(command, nil)
	command.Calls(broker, nil)
	stack.Route(jsii.String("api.cars.example.com"), api, &auto.RouteOptions{
		Timeout: cdk8s.Duration_Seconds(jsii.Number(2)),
		Retries: jsii.Number(2),
	})

	app.Synth()
}

// newCluster has three zones of 32-core nodes that outlive the loss of any one zone.
func newCluster(app auto.AutonomousApp, delivery auto.ArgoDelivery) auto.Cluster {
	cluster := auto.NewCluster(app, jsii.String("east"), &auto.ClusterProps{
		Zones:             jsii.Strings("east-1a", "east-1b", "east-1c"),
		KubernetesVersion: auto.KubernetesVersion_V1_32(),
		Survive:           auto.Survive_Zone(),
		Delivery:          delivery,
	})
	cluster.AddNodePool(jsii.String("general"), &auto.NodePoolProps{
		NodeType: auto.NodeType_Of(jsii.String("32x128"), &auto.NodeTypeProps{
			Cpu:              auto.Cpu_Units(jsii.Number(32)),
			Memory:           cdk8s.Size_Gibibytes(jsii.Number(128)),
			EphemeralStorage: cdk8s.Size_Gibibytes(jsii.Number(200)),
			Reserve: auto.NodeReserve_Explicit(&auto.ExplicitReserve{
				Cpu:              auto.Cpu_Millis(jsii.Number(700)),
				Memory:           cdk8s.Size_Gibibytes(jsii.Number(7)),
				EphemeralStorage: cdk8s.Size_Gibibytes(jsii.Number(20)),
			}),
			AttachableVolumes: &map[string]*float64{"ebs.csi.aws.com": jsii.Number(27)},
			Price:             auto.Price_PerHour(jsii.Number(1.4)),
		}),
		MaxNodesPerZone: jsii.Number(12),
	})
	return cluster
}

// newBroker is where messages from cars arrive.
func newBroker(stack auto.AutonomousStack, registry auto.HarborRegistry) auto.StatefulService {
	// Made by whoever keeps the secrets of the cluster. Brokers with the same cookie trust each other.
	login := auto.SecretRef_Existing(jsii.String("broker-login"), jsii.Strings("cookie", "password"), nil)
	return auto.NewStatefulService(stack, jsii.String("broker"), &auto.StatefulServiceProps{
		Image:       image(registry, "docker-hub/emqx/emqx", "5.8.9"),
		Ports:       &[]auto.Port{port(1883, "mqtt")},
		PeerPorts:   &[]auto.Port{port(4370, "erlang"), port(5369, "rpc")},
		MetricsPort: auto.Port_Http(jsii.Number(18083), &auto.PortOptions{Name: jsii.String("metrics")}),
		MetricsPath: jsii.String("/api/v5/prometheus/stats"),
		Resources:   resources(8, 16),
		Replicas: auto.Replicas_ForConnections(&auto.ConnectionDemand{
			Connections: jsii.Number(300_000),
			PerReplica:  jsii.Number(50_000),
		}),
		Security: &auto.SecurityOptions{User: jsii.Number(1000)},
		Writable: jsii.Strings("/opt/emqx/data", "/opt/emqx/log"),
		Scratch:  cdk8s.Size_Gibibytes(jsii.Number(1)),
		Env: &map[string]*string{
			"EMQX_CLUSTER__DISCOVERY_STRATEGY": jsii.String("dns"),
			"EMQX_CLUSTER__DNS__NAME":          jsii.String("broker-headless." + *stack.NamespaceName() + ".svc.cluster.local"),
			"EMQX_CLUSTER__DNS__RECORD_TYPE":   jsii.String("srv"),
		},
		Variables: &map[string]auto.Variable{
			"EMQX_NODE__COOKIE":                login.Key(jsii.String("cookie")),
			"EMQX_DASHBOARD__DEFAULT_PASSWORD": login.Key(jsii.String("password")),
		},
		InMesh: jsii.Bool(false),
	})
}

// newLog is where they are kept: every message three times, so that four of six brokers still serve all partitions.
func newLog(stack auto.AutonomousStack, registry auto.HarborRegistry) auto.StatefulService {
	return auto.NewStatefulService(stack, jsii.String("log"), &auto.StatefulServiceProps{
		Image:       image(registry, "telemetry/log-store", "3.9.0"),
		Ports:       &[]auto.Port{port(9092, "kafka")},
		MetricsPort: auto.Port_Http(jsii.Number(9404), &auto.PortOptions{Name: jsii.String("metrics")}),
		Resources:   resources(8, 32),
		Replicas: auto.Replicas_Needed(&auto.NeededReplicas{
			Steady:   jsii.Number(6),
			Degraded: jsii.Number(4),
		}),
		Volumes: &[]*auto.ServiceVolume{{
			Name:         jsii.String("data"),
			MountPath:    jsii.String("/var/lib/log"),
			Size:         cdk8s.Size_Tebibytes(jsii.Number(4)),
			StorageClass: jsii.String("zonal-ssd"),
		}},
		InMesh: jsii.Bool(false),
	})
}

func priority(cluster auto.Cluster, name string, value float64, description string) auto.Priority {
	return cluster.AddPriority(jsii.String(name), &auto.PriorityProps{
		Value:       jsii.Number(value),
		Description: jsii.String(description),
	})
}

func image(registry auto.HarborRegistry, name string, tag string) auto.Image {
	return registry.Image(jsii.String(name), &auto.ImageVersion{Tag: jsii.String(tag)})
}

func port(number float64, name string) auto.Port {
	return auto.Port_Tcp(jsii.Number(number), &auto.PortOptions{Name: jsii.String(name)})
}

func resources(cores float64, gibibytes float64) *auto.WorkloadResources {
	return &auto.WorkloadResources{
		Cpu:    auto.Cpu_Units(jsii.Number(cores)),
		Memory: cdk8s.Size_Gibibytes(jsii.Number(gibibytes)),
	}
}
