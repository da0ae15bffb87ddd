/** Linear models of feature columns (contrib/layers/python/layers/feature_column_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { AssertionError, NotImplementedError, ValueError } from '../../errors/python.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { add_n } from '../../ops/math/add_n_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { bias_add } from '../../ops/nn/bias_ops.ts'
import { sparse_concat } from '../../ops/sparse/sparse_structure_ops.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { type VariableScope, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Initializer } from '../../ops/variables/variable_types.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { info } from '../../platform/logging.ts'
import { float32 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { model_variable } from '../framework/variables.ts'
import { safe_embedding_lookup_sparse } from './embedding_ops.ts'
import {
  type FeatureColumn,
  type Features,
  type FeatureTensors,
  featureTensors,
  type LinearLookup,
  type Transformed,
} from './feature_column.ts'
import { restoreFromCheckpoint } from './feature_column_checkpoint.ts'
import { reshapedTo } from './feature_column_dense.ts'
import { partsOf, tensorsOf } from './feature_column_input.ts'
import { checkColumns, inOrder, transformed } from './feature_column_transforms.ts'

interface SumArgs {
  columns_to_tensors: Features
  feature_columns: Iterable<FeatureColumn>
  num_outputs: number
  weight_collections: readonly string[] | null
  trainable: boolean
  scope: string | VariableScope | null
}
/** One column's part of the sum, and its weights. */
interface Part {
  readonly predictions: Tensor
  readonly variables: Variable[]
}
const ZEROS = zeros_initializer as unknown as Initializer

function lookedUp(column: FeatureColumn, lookup: LinearLookup, features: FeatureTensors, args: SumArgs): Part {
  return variable_scope(null, { default_name: column.name, values: tensorsOf(features) }, () => {
    const variable = model_variable('weights', {
      shape: [lookup.vocabSize, args.num_outputs],
      dtype: float32,
      initializer: lookup.initializer as Initializer,
      trainable: args.trainable,
      collections: args.weight_collections,
    })
    const variables = partsOf(variable)
    const options = { sparse_weights: lookup.weights, combiner: lookup.combiner, name: `${column.name}_weights` }
    return { variables, predictions: safe_embedding_lookup_sparse(variables, lookup.ids, options) }
  })
}

/** A part of ids; null for dense columns. Errors say which column they are about. */
function sparsePart(column: FeatureColumn, input: Transformed, features: FeatureTensors, args: SumArgs): Part | null {
  try {
    const lookup = column.linearLookup(input)
    return lookup && lookedUp(column, lookup, features, args)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new ValueError(`Error creating weighted sum for column: ${column.name}.\n${error.message}`)
  }
}

function densePart(column: FeatureColumn, input: Transformed, features: FeatureTensors, args: SumArgs): Part {
  return variable_scope(null, { default_name: column.name, values: tensorsOf(features) }, () => {
    const values = column.toDense(input)
    if (values === null) throw new NotImplementedError('Calling an abstract method.')
    const matrix = reshapedTo(values, 2, column.name)
    const width = matrix.get_shape().as_list()[1] as number
    const weight = model_variable('weight', {
      shape: [width, args.num_outputs],
      initializer: ZEROS,
      collections: args.weight_collections,
    })
    return { variables: [weight], predictions: matmul(matrix, weight, { name: 'matmul' }) }
  })
}

function biased(
  sum: Tensor,
  { weight_collections: given, num_outputs }: SumArgs,
): [predictions: Tensor, bias: Variable] {
  const collections = given?.length ? [...new Set([...given, GraphKeys.GLOBAL_VARIABLES])] : given
  const bias = model_variable('bias_weight', { shape: [num_outputs], initializer: ZEROS, collections })
  info('Created variable %s, with device=%s', bias.name, bias.device)
  return [bias_add(sum, bias), bias]
}

const ARGUMENTS =
  'columns_to_tensors, feature_columns, num_outputs, weight_collections=None, trainable=True, scope=None'
/**
 * A linear model: for each of `num_outputs` the sum of the weights of what the columns find in their features, and a bias. Returns the
 * [batch, num_outputs] predictions, a Map from columns to their variables, and the variable of the bias. All weights begin with zero.
 *
 *     const [logits] = tf.contrib.layers.weighted_sum_from_feature_columns(features, [gender, ages, crossed], 1)
 *     const loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits, labels))
 *
 * Takes sparse, weighted, crossed and bucketized columns, and numbers. Errors: ValueError for other columns and for columns that are
 * almost the same; KeyError for features that are missing.
 */
export const weighted_sum_from_feature_columns = pyfunction(
  `weighted_sum_from_feature_columns(${ARGUMENTS})`,
  (args: SumArgs): [predictions: Tensor, variables: Map<FeatureColumn, Variable[]>, bias: Variable] => {
    const columns = [...args.feature_columns]
    checkColumns(columns)
    const features = featureTensors(args.columns_to_tensors)
    return variable_scope(
      args.scope,
      { default_name: 'weighted_sum_from_feature_columns', values: tensorsOf(features) },
      () => {
        const weights = new Map<FeatureColumn, Variable[]>()
        const sums = inOrder(columns).map(column => {
          const input = transformed(features, column)
          const { predictions, variables } =
            sparsePart(column, input, features, args) ?? densePart(column, input, features, args)
          weights.set(column, variables)
          restoreFromCheckpoint(column)
          return predictions
        })
        const [predictions, bias] = biased(add_n(sums), args)
        return [predictions, weights, bias]
      },
    )
  },
)

function checkJoint(lookups: readonly LinearLookup[]): void {
  const instead = 'Please use weighted_sum_from_feature_columns instead.'
  for (const { weights, combiner } of lookups) {
    if (weights !== null)
      throw new AssertionError(`Joint sums for weighted sparse columns are not supported. ${instead}`)
    if (combiner !== 'sum')
      throw new AssertionError(`Combiners other than sum are not supported for joint sums. ${instead}`)
  }
  if (lookups.length === 0) throw new AssertionError('At least one column must be in the model.')
}

/** The sum of all columns' weights, which stand one behind the other in one variable. */
function jointly(lookups: readonly LinearLookup[], features: FeatureTensors, args: SumArgs): Part {
  checkJoint(lookups)
  let size = 0
  const parts = lookups.map(({ ids, vocabSize }) => {
    const shifted = ids.values.add(int(size))
    size += vocabSize
    return new SparseTensor(ids.indices, shifted, ids.shape)
  })
  const all = sparse_concat(1, parts)
  return variable_scope(null, { default_name: 'linear_weights', values: tensorsOf(features) }, () => {
    const { num_outputs, trainable, weight_collections: collections } = args
    const variable = model_variable('weights', {
      shape: [size, num_outputs],
      dtype: float32,
      initializer: ZEROS,
      trainable,
      collections,
    })
    const variables = partsOf(variable)
    return {
      variables,
      predictions: safe_embedding_lookup_sparse(variables, all, {
        sparse_weights: null,
        combiner: 'sum',
        name: '_weights',
      }),
    }
  })
}

/**
 * `weighted_sum_from_feature_columns` with all weights in one variable: for columns of ids without weights, whose combiner is 'sum'.
 * Returns the predictions, the variable (in its parts) and the variable of the bias.
 * Errors: NotImplementedError for numbers, AssertionError for weighted columns and other combiners.
 */
export const joint_weighted_sum_from_feature_columns = pyfunction(
  `joint_weighted_sum_from_feature_columns(${ARGUMENTS})`,
  (args: SumArgs): [predictions: Tensor, variables: Variable[], bias: Variable] => {
    const columns = [...args.feature_columns]
    checkColumns(columns)
    const features = featureTensors(args.columns_to_tensors)
    return variable_scope(
      args.scope,
      { default_name: 'joint_weighted_sum_from_feature_columns', values: tensorsOf(features) },
      () => {
        const lookups = inOrder(columns).map(column => {
          const lookup = column.linearLookup(transformed(features, column))
          if (lookup !== null) return lookup
          const instead = 'Use weighted_sum_from_feature_columns instead, or bucketize these columns.'
          throw new NotImplementedError(`Real-valued columns are not supported. ${instead}`)
        })
        const { predictions: sum, variables } = jointly(lookups, features, args)
        const [predictions, bias] = biased(sum, args)
        return [predictions, variables, bias]
      },
    )
  },
)
