import { expect, it } from 'vitest'
import { paymentKeyOf, paymentPathOf } from './payment-url'

const ID = '7f8d3a5e-52c1-4b0e-9d5c-0d6a4f3b2c10'

it('finds payment and token in the fragment', () => {
  expect(paymentKeyOf(`http://localhost:7071/payment/#${ID}:aa.b-b.c_c`)).toEqual({
    paymentId: ID,
    token: 'aa.b-b.c_c',
  })
})

it.each(['', '#', `#${ID}`, `#${ID}:`, '#short:aa', `http://localhost/payment/?${ID}:aa`])(
  'finds none in %s',
  (text) => {
    expect(paymentKeyOf(text)).toBeUndefined()
  },
)

it('leads to the payment on the site that the buyer is on', () => {
  expect(paymentPathOf(`http://localhost:7071/payment/#${ID}:aa.bb.cc`)).toBe(`/payment/#${ID}:aa.bb.cc`)
  expect(paymentPathOf('https://processor.example/pay/7')).toBe('https://processor.example/pay/7')
})
