package main

import (
	"github.com/aws/jsii-runtime-go"
	auto "github.com/cdk8s-autonomous/cdk8s-autonomous-go/cdk8sautonomous"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
)

func main() {
	defer jsii.Close()

	app := auto.NewAutonomousApp(nil)
	cluster := auto.NewCluster(app, jsii.String("east"), &auto.ClusterProps{
		Zones:             jsii.Strings("east-1a", "east-1b", "east-1c"),
		KubernetesVersion: auto.KubernetesVersion_V1_32(),
		Survive:           auto.Survive_Zone(),
	})
	cluster.AddNodePool(jsii.String("general"), &auto.NodePoolProps{
		NodeType: auto.NodeType_Aws(jsii.String("m7i.2xlarge"), &auto.AwsNodeTypeProps{
			Price: auto.Price_PerHour(jsii.Number(0.4032)),
		}),
		MaxNodesPerZone: jsii.Number(4),
	})

	stack := auto.NewAutonomousStack(app, jsii.String("hello"), &auto.AutonomousStackProps{
		Cluster: cluster,
		Mesh:    auto.Mesh_Istio(nil),
		Labels:  &map[string]*string{"owner": jsii.String("demo")},
	})
	greeter := auto.NewMicroservice(stack, jsii.String("greeter"), &auto.MicroserviceProps{
		Image: auto.Image_Of(jsii.String("registry.example.com/demo/greeter"), &auto.ImageVersion{Tag: jsii.String("1.4.2")}),
		Ports: &[]auto.Port{auto.Port_Http(jsii.Number(8080), nil)},
		Resources: &auto.WorkloadResources{
			Cpu:    auto.Cpu_Units(jsii.Number(2)),
			Memory: cdk8s.Size_Gibibytes(jsii.Number(1)),
		},
		Replicas: auto.Replicas_ForDemand(&auto.Demand{
			Arrivals: auto.Rate_PerSecond(jsii.Number(900)),
			Service:  auto.ServiceTime_Millis(jsii.Number(12)),
			Workers:  jsii.Number(8),
			Latency:  auto.Latency_P99(cdk8s.Duration_Millis(jsii.Number(80))),
			Max:      jsii.Number(9),
		}),
	})
	stack.Route(jsii.String("hello.cars.example.com"), greeter, &auto.RouteOptions{
		Timeout: cdk8s.Duration_Seconds(jsii.Number(2)),
	})

	app.Synth()
}
