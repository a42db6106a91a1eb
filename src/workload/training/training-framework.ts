/** What runs the pods of a training job together. */
export enum TrainingFramework {
  /** PyTorch, by Kubeflow Trainer v2 (TrainJob). */
  PYTORCH = 'pytorch',
  /** JAX, by Kubeflow Trainer v2 (TrainJob). */
  JAX = 'jax',
  /** XGBoost, by Kubeflow Trainer v2 (TrainJob). */
  XGBOOST = 'xgboost',
  /** MPI, by Kubeflow Trainer v2 (TrainJob). A launcher without devices starts the nodes over SSH, so the image needs an SSH server. */
  MPI = 'mpi',
  /** TensorFlow, by the training operator (TFJob). */
  TENSORFLOW = 'tensorflow',
  /** PyTorch, by the older training operator (PyTorchJob, kubeflow.org/v1): the one that can go on with fewer nodes. */
  PYTORCH_JOB = 'pytorch-job',
  /** MPI, by the MPI operator (MPIJob, kubeflow.org/v2beta1), in the same way. */
  MPI_JOB = 'mpi-job',
  /** MXNet, as an indexed Job with a headless Service. */
  MXNET = 'mxnet',
}
