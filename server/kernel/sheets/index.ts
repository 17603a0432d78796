export { longWorkbook, type Table, workbook, xlsxMedia } from './workbook.ts'
