/** Training: modules, losses, optimisers, initialisation and PyTorch's random stream, over tensors of any dtype. */
export { Module } from './module.ts';
export type { StoredArray } from './module.ts';
export * from './layers.ts';
export { GradScaler, MasterWeights } from './mixed-precision.ts';
export { NeuralNetworks } from './nn.ts';
export type { LossOptions, PoolOptions, Reduction } from './nn.ts';
export { Adam, AdamW, clipGradNorm, clipGradValue, Optimizer, SGD } from './optimizers.ts';
export type { AdamOptions, SGDOptions } from './optimizers.ts';
export { withProgress } from './progress.ts';
export type { LoopProgress } from './progress.ts';
export { Generator } from './random.ts';
export type { RandomFormat, RandomKernels } from './random.ts';
export { Torch, torch } from './torch.ts';
export type { CreationOptions, TorchOptions } from './torch.ts';
export { arithmetic } from '../arithmetic/index.ts';
export type { PrecisionPolicy } from '../arithmetic/index.ts';
export { Context, Tensor } from '../tensor/index.ts';
export type { ContextOptions, Dtype, Values } from '../tensor/index.ts';
