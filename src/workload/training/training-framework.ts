/** What runs the pods of a training job together. */
export enum TrainingFramework {
  /** PyTorch, by Kubeflow Trainer v2 (TrainJob). */
  PYTORCH = 'pytorch',
  /** JAX, by Kubeflow Trainer v2 (TrainJob). */
  JAX = 'jax',
  /** XGBoost, by Kubeflow Trainer v2 (TrainJob). */
  XGBOOST = 'xgboost',
  /** TensorFlow, by the training operator (TFJob). */
  TENSORFLOW = 'tensorflow',
  /** MXNet, as an indexed Job with a headless Service. */
  MXNET = 'mxnet',
}
