import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api, useSession } from '../../api/index.ts'
import { useAlertsHere, useUnseenAlerts } from '../alerts/unseen.ts'
import { useMatterCounts } from '../matters/counts.ts'

export interface Figure {
  key: string
  label: string
  value: number | undefined
  to: string
  /** Something is wrong when it isn't zero. */
  wrong?: boolean
  failed: boolean
}

/** The numbers of the day, each with where it leads; what a person may not see is left out. */
export function useFigures() {
  const { may } = useSession()
  const matters = useMatterCounts()
  const dues = useQuery({
    queryKey: ['dues', 'counts'],
    queryFn: () => api('GET /console/dues/counts'),
    enabled: computed(() => may('dues.read')),
  })
  const receipts = useQuery({
    queryKey: ['receipts', 'counts'],
    queryFn: () => api('GET /console/receipts/counts'),
    enabled: computed(() => may('receipts.read')),
  })
  const alerts = useUnseenAlerts()
  const alertsHere = useAlertsHere()

  return computed<Figure[]>(() => [
    ...(may('matters.read')
      ? [
          { key: 'waiting', label: '待我办理', value: matters.data.value?.waiting, to: '/matters', failed: matters.isError.value },
          {
            key: 'late',
            label: '其中已逾期',
            value: matters.data.value?.late,
            to: '/matters?age=late',
            wrong: true,
            failed: matters.isError.value,
          },
        ]
      : []),
    ...(may('dues.read')
      ? [
          {
            key: 'vouched',
            label: '待确认到账',
            value: dues.data.value?.vouched,
            to: '/dues/orders?state=vouched',
            failed: dues.isError.value,
          },
        ]
      : []),
    ...(may('dues.read') && dues.data.value?.toRefund
      ? [{ key: 'refund', label: '待退款', value: dues.data.value.toRefund, to: '/dues/orders?refund=true', wrong: true, failed: false }]
      : []),
    ...(may('receipts.read')
      ? [{ key: 'receipts', label: '待开票据', value: receipts.data.value?.due, to: '/receipts', failed: receipts.isError.value }]
      : []),
    ...(alertsHere.value
      ? [{ key: 'alerts', label: '未处理的变更', value: alerts.data.value?.rows.length, to: '/alerts', failed: alerts.isError.value }]
      : []),
  ])
}
