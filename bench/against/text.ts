import { shown } from '../chart'
import { confidenceInterval, median, statistics } from '../statistics'
import type { Compared } from './compare'
import type { DepthDifference } from './difference'

/** A comparison of two model files in plain words. */
export function comparisonText(compared: Compared): string {
  const { model, against, isMetric, images, warnings } = compared
  const how = isMetric ? 'in meters, as they are' : 'after the scale and shift that fit best'
  return [
    `Model:   ${model}`,
    `Against: ${against}`,
    '',
    timeText(compared),
    '',
    `Depth, ${how}, mean of ${images.length} ${images.length === 1 ? 'image' : 'images'}:`,
    ...figures(images),
    '',
    '| image | error, % | delta1, % | rank correlation |',
    '| --- | --- | --- | --- |',
    ...images.map(({ name, error, delta1, rankCorrelation }) => {
      const cells = [shown(100 * error), shown(100 * delta1), rankCorrelation.toFixed(4)]
      return `| ${[name, ...cells].join(' | ')} |`
    }),
    ...(warnings.length > 0 ? ['', ...warnings.map((message) => `Warning: ${message}`)] : []),
  ].join('\n')
}

function timeText({ times, inputSize: { width, height } }: Compared): string {
  const ratio = statistics.ratio_of_medians(times.a, times.b)
  const interval = confidenceInterval('ratio_of_medians', times.a, times.b)
  const [low, high] = [shown(interval?.low ?? NaN), shown(interval?.high ?? NaN)]
  return (
    `Time: ${shown(median(times.a))} ms a run, against ${shown(median(times.b))} ms, at ${width}x${height} ` +
    `on the CPU.\n  That is ${shown(ratio)} of it (95 % interval ${low} to ${high}; ` +
    `interleaved runs: ${2 * times.a.length} of each).`
  )
}

function figures(images: readonly DepthDifference[]): readonly string[] {
  const mean = (figure: keyof DepthDifference) =>
    images.reduce((sum, image) => sum + image[figure], 0) / images.length
  return [
    `  error ${shown(100 * mean('error'))} %: how far values lie from those of the reference, of its mean`,
    `  delta1 ${shown(100 * mean('delta1'))} %: pixels within a factor of 1.25 of the reference`,
    `  rank correlation ${mean('rankCorrelation').toFixed(4)}: 1 where both see the same pixels as nearer`,
  ]
}
