import assert from 'node:assert/strict'
import { OrderedQueue } from '../../../lib/queue/ordered-queue'

/** Work that a test ends by hand. */
function job<T>() {
  let end: (value: T) => void = () => undefined
  let fail: (thrown: Error) => void = () => undefined
  const ended = new Promise<T>((resolve, reject) => {
    end = resolve
    fail = reject
  })
  const state = { started: false }
  const work = () => {
    state.started = true
    return ended
  }
  return { work, end, fail, state }
}

/** Resolves when all that is due has been done. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the queue that keeps order', () => {
  it('runs one piece of work at a time', async () => {
    const queue = new OrderedQueue<string>({ atOnce: 1, limit: 10 })
    const [first, second] = [job<string>(), job<string>()]
    const outcomes = [queue.run(first.work), queue.run(second.work)]
    await settled()
    assert.deepEqual([first.state.started, second.state.started], [true, false])
    first.end('a')
    await settled()
    assert.equal(second.state.started, true)
    second.end('b')
    assert.deepEqual(await Promise.all(outcomes), ['a', 'b'])
  })

  it('ends work in the order in which it started, whichever is done first', async () => {
    const queue = new OrderedQueue<string>({ atOnce: 3, limit: 10 })
    const jobs = [job<string>(), job<string>(), job<string>(), job<string>()] as const
    const order: string[] = []
    const outcomes = jobs.map(({ work }) =>
      queue.run(work).then(
        (text) => order.push(text),
        (thrown: unknown) => order.push(String(thrown)),
      ),
    )
    jobs[2].end('c')
    jobs[1].fail(new Error('b'))
    await settled()
    assert.deepEqual(order, [])
    assert.equal(jobs[3].state.started, false, 'the three hold their places')
    jobs[0].end('a')
    jobs[3].end('d')
    await Promise.all(outcomes)
    assert.deepEqual(order, ['a', 'Error: b', 'c', 'd'])
  })

  it('goes on after work that failed', async () => {
    const queue = new OrderedQueue<string>({ atOnce: 1, limit: 10 })
    const failing = queue.run(() => Promise.reject(new Error('broken')))
    const next = queue.run(() => Promise.resolve('next'))
    await assert.rejects(failing, /broken/)
    assert.equal(await next, 'next')
  })

  it('tells work how long it waited, where it did', async () => {
    const queue = new OrderedQueue<readonly string[]>({ atOnce: 1, limit: 10 })
    const stages = Promise.all(
      [1, 2].map(() =>
        queue.run((waited) =>
          Promise.resolve(waited.map(({ stage, ms }) => `${stage} ${ms >= 0}`)),
        ),
      ),
    )
    assert.deepEqual(await stages, [[], ['queue true']])
  })

  it('drops the older of two live pieces that wait, and refuses others beyond the limit', async () => {
    const queue = new OrderedQueue<string>({ atOnce: 1, limit: 1, remedy: 'Wait.' })
    const running = job<string>()
    const outcomes = [
      queue.run(running.work),
      queue.run(() => Promise.resolve('old'), 'door'),
      queue.run(() => Promise.resolve('kept')),
      queue.run(() => Promise.resolve('new'), 'door'),
    ]
    const refused = queue.run(() => Promise.resolve('too many'))
    await assert.rejects(refused, { code: 'QUEUE_FULL', message: /Wait\.$/ })
    assert.equal(queue.waiting, 2)
    running.end('first')
    assert.deepEqual(await Promise.all(outcomes), ['first', 'dropped', 'kept', 'new'])
  })

  it('gives up what waits when it is closed, and finishes what runs', async () => {
    const queue = new OrderedQueue<string>({ atOnce: 1, limit: 10 })
    const running = job<string>()
    const outcomes = [queue.run(running.work), queue.run(() => Promise.resolve('waiting'))]
    queue.close()
    running.end('done')
    assert.deepEqual(await Promise.all(outcomes), ['done', 'closed'])
  })
})
